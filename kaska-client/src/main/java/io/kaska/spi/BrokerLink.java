package io.kaska.spi;

import io.kaska.OutgoingMessage;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.RetentionFields;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the client library needs of a broker, wherever it is: over TCP, in the same JVM, or another engine altogether.
 * Stateless but for its connection: subscriptions, positions and the order of {@code poll} are the library's.
 *
 * <p>Arguments are already checked: names are legal, offsets not negative, messages not empty. Errors are those that
 * {@link io.kaska.Kaska} names. Safe for use by many threads; an interrupt ends that caller's wait only, with
 * {@link io.kaska.KaskaInterruptedException}.
 */
public interface BrokerLink extends AutoCloseable {
    void createTopic(String topic);

    void deleteTopic(String topic);

    int topicCount();

    /** The names of all topics: those that the broker found when it started, then in the order of their creation. */
    Set<String> topics();

    /** Appends messages as one, all or nothing; returns the offset of the first. One message or more. */
    long send(String topic, List<OutgoingMessage> messages);

    /**
     * Appends a message without waiting, for links to brokers whose own library queues, batches and pipelines: in the
     * order of the calls for each topic, those of {@link #send} among them. Closing waits for them.
     *
     * @return null if this link leaves that to the client library
     */
    default @Nullable CompletableFuture<Long> sendAsync(String topic, OutgoingMessage message) {
        return null;
    }

    int messageLength(String topic, long offset);

    long endOffset(String topic);

    long earliestOffset(String topic);

    /**
     * The offset of the first message appended at a time or later; empty if there is none.
     *
     * @param millis since 1970-01-01T00:00Z, also before
     */
    OptionalLong offsetForTime(String topic, long millis);

    /** Makes the messages below an offset unreadable; returns the earliest offset then. */
    long trimTopic(String topic, long offset);

    /** What is in force for a topic. */
    RetentionFields retention(String topic);

    /** Lets a topic itself say how long it keeps messages; returns what is in force then. The fields are legal. */
    RetentionFields setRetention(String topic, RetentionFields own);

    /** The end offset of each topic, asked at once; empty where there is no such topic. */
    List<OptionalLong> endOffsets(List<String> topics);

    /**
     * Looks at topics in the given order, and waits for the first message if there is none.
     *
     * @param positions which topics from which offsets; one or more
     * @param maxBytes 1 or more; the first message is given whatever its size
     * @param maxMessages of each topic, 1 or more
     * @param wait may be cut short: an early empty answer is no error
     * @return the sections by the index of their topic in {@code positions}; their buffers are the caller's. One with
     *     an error ends the wait, as messages do
     */
    FetchResponse fetch(List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait);

    /**
     * Ends the waits of fetches that are on their way, with an empty answer: the caller wants to ask for something
     * else. A link that cannot do that lets them end by themselves.
     */
    default void endWaits() {}

    void commit(String client, String topic, long offset);

    long committed(String client, String topic);

    /** Ends all waits with {@link io.kaska.KaskaClosedException}. Never throws; a second call does nothing. */
    @Override
    void close();
}
