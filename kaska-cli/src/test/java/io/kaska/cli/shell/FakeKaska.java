package io.kaska.cli.shell;

import io.kaska.AlreadySubscribedException;
import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.NoCommittedOffsetException;
import io.kaska.NotSubscribedException;
import io.kaska.OffsetOutOfRangeException;
import io.kaska.OutgoingMessage;
import io.kaska.Retention;
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
import org.jspecify.annotations.Nullable;

/**
 * A broker and its client in a few maps, and the next error at will. It does what the contract says as far as the shell
 * can see; the order of polls over several topics is simpler than the real one. For one thread.
 */
final class FakeKaska implements Kaska {
    private final Map<String, List<OutgoingMessage>> topics = new LinkedHashMap<>();
    private final Map<String, Retention> retentions = new LinkedHashMap<>();
    private final Map<String, Long> earliest = new LinkedHashMap<>();
    private final Map<String, Long> positions = new LinkedHashMap<>();
    private final Map<String, Long> commits = new LinkedHashMap<>();
    private Optional<KaskaException> failure = Optional.empty();
    private Duration lastWait = Duration.ZERO;

    /** The next operation that needs the broker fails so. */
    void failNext(KaskaException error) {
        failure = Optional.of(error);
    }

    byte[] message(String topic, int offset) {
        return bytes(messages(topic).get(offset).payload());
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
        return sendAll(topic, messages.stream().map(OutgoingMessage::new).toList());
    }

    @Override
    public long send(String topic, @Nullable ByteBuffer key, Map<String, ByteBuffer> headers, ByteBuffer payload) {
        return key == null && headers.isEmpty()
                ? send(topic, payload)
                : sendAll(topic, List.of(new OutgoingMessage(key, headers, payload)));
    }

    @Override
    public long sendAll(String topic, List<OutgoingMessage> messages) {
        List<OutgoingMessage> log = messages(topic);
        log.addAll(messages);
        return log.size() - (long) messages.size();
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public CompletableFuture<Long> sendAsync(String topic, ByteBuffer message) {
        return CompletableFuture.completedFuture(send(topic, message));
    }

    @Override
    public CompletableFuture<Long> sendAsync(
            String topic, @Nullable ByteBuffer key, Map<String, ByteBuffer> headers, ByteBuffer payload) {
        return CompletableFuture.completedFuture(send(topic, key, headers, payload));
    }

    @Override
    public int messageLength(String topic, long offset) {
        List<OutgoingMessage> log = messages(topic);
        return offset < 0 || offset >= log.size()
                ? 0
                : log.get((int) offset).payload().remaining();
    }

    @Override
    public long endOffset(String topic) {
        return messages(topic).size();
    }

    @Override
    public long earliestOffset(String topic) {
        messages(topic);
        return earliest.getOrDefault(topic, 0L);
    }

    /** The message of an offset is as many seconds old, from 1970 on. */
    @Override
    public OptionalLong offsetForTime(String topic, Instant time) {
        long offset = Math.max(0, time.getEpochSecond());
        return offset < endOffset(topic) ? OptionalLong.of(offset) : OptionalLong.empty();
    }

    @Override
    public long trimTopic(String topic, long offset) {
        if (offset > endOffset(topic)) {
            throw new OffsetOutOfRangeException("offset " + offset + " is out of range", earliestOffset(topic));
        }
        return earliest.merge(topic, offset, Math::max);
    }

    @Override
    public Retention retention(String topic) {
        messages(topic);
        return retentions.getOrDefault(topic, Retention.UNLIMITED);
    }

    @Override
    public Retention setRetention(String topic, Retention rule) {
        messages(topic);
        retentions.put(topic, rule);
        return rule;
    }

    @Override
    public Retention resetRetention(String topic) {
        messages(topic);
        retentions.put(topic, Retention.ofBytes(1_000_000));
        return retention(topic);
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
            List<OutgoingMessage> log = topics.getOrDefault(topic, List.of());
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

    private List<OutgoingMessage> messages(String topic) {
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
