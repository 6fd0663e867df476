package io.kaska.bench.side;

import io.kaska.Kaska;
import io.kaska.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Any broker behind the interface {@link Kaska}, by its URL. Safe for use by many threads. */
final class KaskaClient implements Client {
    private static final int FIRST_COUNT = 16;
    private static final int MOST_COUNT = 10_000;
    private static final int MOST_BYTES = 32 << 20;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final String url;
    private final Kaska kaska;

    KaskaClient(String url) {
        this.url = url;
        this.kaska = Kaska.connect(url);
    }

    @Override
    public void createTopic(String topic) {
        kaska.createTopic(topic);
    }

    @Override
    public void deleteTopic(String topic) {
        kaska.deleteTopic(topic);
    }

    @Override
    public void send(String topic, ByteBuffer message) {
        kaska.send(topic, message);
    }

    @Override
    public void send(String topic, List<ByteBuffer> messages) {
        kaska.send(topic, messages);
    }

    @Override
    public Future<?> sendAsync(String topic, ByteBuffer message) {
        return kaska.sendAsync(topic, message);
    }

    @Override
    public boolean wantsDirectBuffers() {
        return true;
    }

    @Override
    public Reader reader(String topic, ReadMode mode) {
        var builder = Kaska.builder().url(url);
        Kaska own = (mode == ReadMode.ONE ? builder.readAheadMessages(1) : builder).build();
        own.subscribe(List.of(topic));
        own.seek(topic, 0);
        return mode == ReadMode.MANY ? new ManyReader(own, topic) : new OneReader(own, topic);
    }

    @Override
    public void close() {
        kaska.close();
    }

    private record OneReader(Kaska own, String topic) implements Reader {
        @Override
        public int read(Consumer<ByteBuffer> payloads) {
            Optional<Message> message = own.poll();
            if (message.isEmpty()) {
                return 0;
            }
            payloads.accept(message.get().payload());
            return 1;
        }

        @Override
        public void rewind() {
            own.seek(topic, 0);
        }

        @Override
        public void close() {
            own.close();
        }
    }

    /** Asks for as many as an application would hold at once, by the size of the last. */
    private static final class ManyReader implements Reader {
        private final Kaska own;
        private final String topic;
        private int count = FIRST_COUNT;

        ManyReader(Kaska own, String topic) {
            this.own = own;
            this.topic = topic;
        }

        @Override
        public int read(Consumer<ByteBuffer> payloads) {
            List<Message> messages = own.poll(count, WAIT);
            for (Message message : messages) {
                payloads.accept(message.payload());
            }
            if (!messages.isEmpty()) {
                int size = messages.getLast().payload().remaining();
                count = Math.clamp(MOST_BYTES / Math.max(1, size), 1, MOST_COUNT);
            }
            return messages.size();
        }

        @Override
        public void rewind() {
            own.seek(topic, 0);
        }

        @Override
        public void close() {
            own.close();
        }
    }
}
