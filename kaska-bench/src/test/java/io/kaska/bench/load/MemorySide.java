package io.kaska.bench.load;

import io.kaska.bench.side.Client;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A broker that is a map, and that can be told to give out other messages than those it got. */
public final class MemorySide implements SideKind, Side {
    private final Map<String, List<ByteBuffer>> topics = new ConcurrentHashMap<>();
    private UnaryOperator<List<ByteBuffer>> damage = messages -> messages;

    /** From now on readers get what comes out of this. */
    public MemorySide damagedBy(UnaryOperator<List<ByteBuffer>> change) {
        damage = change;
        return this;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String settings() {
        return "a map";
    }

    @Override
    public boolean isStartedHere() {
        return true;
    }

    @Override
    public Side start() {
        return this;
    }

    public int topicCount() {
        return topics.size();
    }

    @Override
    public Client connect() {
        return new MemoryClient();
    }

    @Override
    public AutoCloseable connectIdle() {
        return () -> {};
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public OptionalLong residentBytes() {
        return OptionalLong.of(5_000_000);
    }

    @Override
    public void close() {
        topics.clear();
    }

    private List<ByteBuffer> messages(String topic) {
        List<ByteBuffer> messages = topics.get(topic);
        if (messages == null) {
            throw new IllegalStateException("no topic " + topic);
        }
        return messages;
    }

    private final class MemoryClient implements Client {
        @Override
        public void createTopic(String topic) {
            topics.put(topic, new ArrayList<>());
        }

        @Override
        public void deleteTopic(String topic) {
            topics.remove(topic);
        }

        @Override
        public void send(String topic, ByteBuffer message) {
            List<ByteBuffer> messages = messages(topic);
            synchronized (messages) {
                messages.add(ByteBuffer.allocate(message.remaining())
                        .put(message.duplicate())
                        .flip());
            }
        }

        @Override
        public void send(String topic, List<ByteBuffer> batch) {
            batch.forEach(message -> send(topic, message));
        }

        @Override
        public Future<?> sendAsync(String topic, ByteBuffer message) {
            send(topic, message);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Reader reader(String topic, ReadMode mode) {
            return new MemoryReader(topic, mode);
        }

        @Override
        public boolean wantsDirectBuffers() {
            return false;
        }

        @Override
        public void close() {}
    }

    private final class MemoryReader implements Reader {
        private final String topic;
        private final ReadMode mode;
        private int next;

        MemoryReader(String topic, ReadMode mode) {
            this.topic = topic;
            this.mode = mode;
        }

        @Override
        public int read(Consumer<ByteBuffer> payloads) {
            List<ByteBuffer> all;
            List<ByteBuffer> messages = messages(topic);
            synchronized (messages) {
                all = damage.apply(List.copyOf(messages));
            }
            int end = mode == ReadMode.MANY ? all.size() : Math.min(all.size(), next + 1);
            int count = end - next;
            while (next < end) {
                payloads.accept(all.get(next++).duplicate());
            }
            return count;
        }

        @Override
        public void rewind() {
            next = 0;
        }

        @Override
        public void close() {}
    }
}
