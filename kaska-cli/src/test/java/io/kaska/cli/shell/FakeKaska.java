package io.kaska.cli.shell;

import io.kaska.AlreadySubscribedException;
import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.NoCommittedOffsetException;
import io.kaska.NotSubscribedException;
import io.kaska.TopicExistsException;
import io.kaska.UnknownTopicException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A broker and its client in a few maps, and the next error at will. It does what the contract says as far as the shell
 * can see; the order of polls over several topics is simpler than the real one. For one thread.
 */
final class FakeKaska implements Kaska {
    private final Map<String, List<byte[]>> topics = new LinkedHashMap<>();
    private final Map<String, Long> positions = new LinkedHashMap<>();
    private final Map<String, Long> commits = new LinkedHashMap<>();
    private Optional<KaskaException> failure = Optional.empty();
    private Duration lastWait = Duration.ZERO;

    /** The next operation that needs the broker fails so. */
    void failNext(KaskaException error) {
        failure = Optional.of(error);
    }

    byte[] message(String topic, int offset) {
        return messages(topic).get(offset);
    }

    Duration lastWait() {
        return lastWait;
    }

    @Override
    public void createTopic(String topic) {
        failIfTold();
        if (topics.putIfAbsent(topic, new ArrayList<>()) != null) {
            throw new TopicExistsException("topic " + topic + " exists");
        }
    }

    @Override
    public void deleteTopic(String topic) {
        messages(topic);
        topics.remove(topic);
        commits.keySet().removeIf(key -> key.endsWith("/" + topic));
    }

    @Override
    public int topicCount() {
        failIfTold();
        return topics.size();
    }

    @Override
    public Set<String> topics() {
        failIfTold();
        return new LinkedHashSet<>(topics.keySet());
    }

    @Override
    public long send(String topic, ByteBuffer message) {
        return message.hasRemaining() ? send(topic, List.of(message)) : NOTHING_SENT;
    }

    @Override
    public long send(String topic, List<ByteBuffer> messages) {
        List<byte[]> log = messages(topic);
        long offset = log.size();
        for (ByteBuffer message : messages) {
            byte[] bytes = new byte[message.remaining()];
            message.duplicate().get(bytes);
            log.add(bytes);
        }
        return offset;
    }

    @Override
    public CompletableFuture<Long> sendAsync(String topic, ByteBuffer message) {
        return CompletableFuture.completedFuture(send(topic, message));
    }

    @Override
    public int messageLength(String topic, long offset) {
        List<byte[]> log = messages(topic);
        return offset < 0 || offset >= log.size() ? 0 : log.get((int) offset).length;
    }

    @Override
    public long endOffset(String topic) {
        return messages(topic).size();
    }

    @Override
    public OptionalLong offsetForTime(String topic, Instant time) {
        throw new UnsupportedOperationException("not in this version");
    }

    @Override
    public int subscribe(Collection<String> wanted) {
        failIfTold();
        if (!positions.isEmpty()) {
            throw new AlreadySubscribedException("already subscribed");
        }
        wanted.stream().filter(topics::containsKey).forEach(topic -> positions.put(topic, endOffset(topic)));
        return positions.size();
    }

    @Override
    public void unsubscribe() {
        requireSubscription(!positions.isEmpty());
        positions.clear();
    }

    @Override
    public long position(String topic) {
        requireSubscription(positions.containsKey(topic));
        return positions.getOrDefault(topic, 0L);
    }

    @Override
    public void seek(String topic, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("the offset is " + offset + ": it has to be 0 or more");
        }
        requireSubscription(positions.containsKey(topic));
        positions.put(topic, offset);
    }

    @Override
    public Optional<Message> poll() {
        return poll(1, Duration.ZERO).stream().findFirst();
    }

    @Override
    public List<Message> poll(int max, Duration wait) {
        failIfTold();
        requireSubscription(!positions.isEmpty());
        lastWait = wait;
        List<Message> read = new ArrayList<>();
        positions.replaceAll((topic, position) -> {
            List<byte[]> log = topics.getOrDefault(topic, List.of());
            long next = position;
            for (; next < log.size() && read.size() < max; next++) {
                read.add(new FakeMessage(topic, next, log.get((int) next)));
            }
            return next;
        });
        return read;
    }

    @Override
    public void commit(String client, String topic, long offset) {
        messages(topic);
        commits.put(client + "/" + topic, offset);
    }

    @Override
    public long committed(String client, String topic) {
        messages(topic);
        return Optional.ofNullable(commits.get(client + "/" + topic))
                .orElseThrow(() -> new NoCommittedOffsetException("nothing committed by " + client));
    }

    @Override
    public void close() {
        topics.clear();
    }

    private List<byte[]> messages(String topic) {
        failIfTold();
        return Optional.ofNullable(topics.get(topic))
                .orElseThrow(() -> new UnknownTopicException("there is no topic " + topic));
    }

    private void failIfTold() {
        Optional<KaskaException> now = failure;
        failure = Optional.empty();
        if (now.isPresent()) {
            throw now.get();
        }
    }

    private static void requireSubscription(boolean there) {
        if (!there) {
            throw new NotSubscribedException("not subscribed");
        }
    }
}
