package io.kaska;

import io.kaska.client.Arguments;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Kaska broker: publisher, subscriber, or both, over one persistent connection that is made by the first
 * call that needs it.
 *
 * <p>A topic is an append-only queue of messages. The first message of a topic has offset 0, each further one the next
 * whole number, with no holes. The state of a subscription (which topics, and the next offset to read in each) lives
 * here, never in the broker, and survives a lost connection.
 *
 * <p><b>Threads.</b> Safe for use by many threads. An interrupt ends the wait of that caller only, with
 * {@link KaskaInterruptedException} and the interrupt flag kept; but where it hits a request of which the system has taken a
 * part and takes no more, the connection is given up.
 *
 * <p><b>Errors.</b> A wrong argument is an {@link IllegalArgumentException}; every other error is below
 * {@link KaskaException}, but for what another kind of broker cannot do at all, which is an
 * {@link UnsupportedOperationException}. Every operation that needs the broker can fail with
 * {@link KaskaConnectionException}, and the next call connects anew; nothing that was sent is ever repeated by the library. A
 * broker that keeps messages on a disk can fail in every operation about a topic with {@link StorageException}. After
 * {@link #close} every operation fails with {@link KaskaClosedException}.
 *
 * <p><b>Names</b> of topics and clients are 1 to 65 534 bytes of UTF-8, without NUL and without unpaired surrogates.
 *
 * <p><b>Buffers.</b> A buffer given to a send is read from its position to its limit, which both stay as they were. A
 * direct buffer of a single message goes to the socket as it is, a heap buffer is copied once; so are the messages of a
 * batch of up to 64 KiB, or of 1 024 buffers and more, where that costs less than so many pieces. It may be reused when the
 * call returns, or, with {@link #sendAsync}, when the future is complete.
 */
public interface Kaska extends AutoCloseable {
    /** What {@code send} returns for a message of no bytes: nothing was sent. */
    long NOTHING_SENT = -1;

    /** The limits and the address of a client, to be set before it is made. */
    static KaskaBuilder builder() {
        return new KaskaBuilder();
    }

    /**
     * A client of the broker at {@code host} (a name or an address, IPv4 or IPv6) and {@code port} (1 to 65 535).
     *
     * @throws IllegalArgumentException if the host is empty or the port out of range
     */
    static Kaska connect(String host, int port) {
        return builder().address(host, port).build();
    }

    /**
     * A client of the broker at a URL: {@code kaska://HOST:PORT}, an IPv6 address in brackets; or of another kind of
     * broker, as {@link KaskaBuilder#url} says.
     *
     * @throws IllegalArgumentException if the URL is not of that form
     */
    static Kaska connect(String url) {
        return builder().url(url).build();
    }

    /**
     * A client of the broker that the environment names: {@code KASKA_URL}, or else {@code BROKER_HOST} and
     * {@code BROKER_PORT}.
     *
     * @throws KaskaException if what is needed is missing or wrong
     */
    static Kaska fromEnvironment() {
        return builder().environment(System.getenv()).build();
    }

    /**
     * Makes an empty topic.
     *
     * @throws TopicExistsException if there is a topic of that name
     * @throws StorageFullException if the broker has no room for it
     * @throws StorageException if the broker's disk failed; there is no such topic then
     */
    void createTopic(String topic);

    /**
     * Deletes a topic, its messages and the offsets committed for it; done when it returns.
     *
     * @throws UnknownTopicException if there is no such topic
     * @throws StorageException if the topic is gone, but the broker's disk failed before all files and offsets were
     */
    void deleteTopic(String topic);

    /** The number of topics in the broker. */
    int topicCount();

    /**
     * The names of all topics, a copy that the caller owns: those that a broker found on its disk when it started, in any
     * order, then those made since, in that order.
     */
    Set<String> topics();

    /**
     * Appends a message and waits until the broker has it.
     *
     * @return its offset, or {@link #NOTHING_SENT} if the message has no bytes
     * @throws UnknownTopicException if there is no such topic; not for a message of no bytes, for which nobody is asked
     * @throws MessageTooLargeException if it is larger than the broker takes
     * @throws StorageFullException if the broker has no room for it; a later send may succeed
     * @throws StorageException if the broker cannot write it down
     */
    long send(String topic, ByteBuffer message);

    /** The same with all bytes of an array. */
    default long send(String topic, byte[] message) {
        return send(topic, ByteBuffer.wrap(Arguments.message(message)));
    }

    /** The same with a key, or with none where it is null: see {@link #send(String, ByteBuffer, Map, ByteBuffer)}. */
    default long send(String topic, @Nullable ByteBuffer key, ByteBuffer payload) {
        return send(topic, key, Map.of(), payload);
    }

    /**
     * Appends a message with a key and headers, and waits until the broker has it. The broker does not look at what they
     * say. Key, headers and payload count together in the message's size.
     *
     * @param key null if it has none; it may have no bytes, which is another thing
     * @param headers by their names, which are legal as those of topics are; kept in the map's order
     * @return its offset, or {@link #NOTHING_SENT} if it has neither key nor headers and the payload has no bytes
     * @throws IllegalArgumentException if the payload has no bytes but there is a key or a header, or a header's name is
     *     not legal
     * @throws UnknownTopicException if there is no such topic
     * @throws MessageTooLargeException if it is larger than the broker takes
     * @throws StorageFullException if the broker has no room for it; a later send may succeed
     * @throws StorageException if the broker cannot write it down
     */
    long send(String topic, @Nullable ByteBuffer key, Map<String, ByteBuffer> headers, ByteBuffer payload);

    /**
     * Appends several messages as one: all or nothing, one behind the other, in one request.
     *
     * @return the offset of the first, or {@link #NOTHING_SENT} if the list is empty
     * @throws IllegalArgumentException if one of the messages has no bytes
     * @throws UnknownTopicException if there is no such topic
     * @throws MessageTooLargeException if all together are larger than the broker takes in one request, or more than
     *     16 777 215 messages
     * @throws StorageFullException if the broker has no room for them; a later send may succeed
     * @throws StorageException if the broker cannot write them down
     */
    long send(String topic, List<ByteBuffer> messages);

    /**
     * The same with messages that may have keys and headers, each its own.
     *
     * @return the offset of the first, or {@link #NOTHING_SENT} if the list is empty
     * @throws IllegalArgumentException if the payload of one of them has no bytes
     * @throws UnknownTopicException if there is no such topic
     * @throws MessageTooLargeException as for {@link #send(String, List)}
     * @throws StorageFullException if the broker has no room for them; a later send may succeed
     * @throws StorageException if the broker cannot write them down
     */
    long sendAll(String topic, List<OutgoingMessage> messages);

    /**
     * Appends a message without waiting. Messages of one client to one topic keep their order. Blocks while the memory
     * for unsent messages is used up, unless the client was built to fail then. What hangs on the future without an
     * executor of its own runs on the thread that sends, and holds up the messages behind it.
     *
     * @return its offset, later; it fails with what {@link #send(String, ByteBuffer)} would have thrown
     * @throws IllegalArgumentException if the message has no bytes
     * @throws SendMemoryExhaustedException if the memory is used up and the client was built to fail then
     */
    CompletableFuture<Long> sendAsync(String topic, ByteBuffer message);

    /** The same with a key, or with none where it is null. */
    default CompletableFuture<Long> sendAsync(String topic, @Nullable ByteBuffer key, ByteBuffer payload) {
        return sendAsync(topic, key, Map.of(), payload);
    }

    /** The same with a key, or with none where it is null, and headers. */
    CompletableFuture<Long> sendAsync(
            String topic, @Nullable ByteBuffer key, Map<String, ByteBuffer> headers, ByteBuffer payload);

    /**
     * The length in bytes of a message's payload; 0 where there is no message: a negative offset, one that was trimmed,
     * or one at or past the end.
     *
     * @throws UnknownTopicException if there is no such topic
     * @throws StorageException if what the broker keeps there is damaged
     */
    int messageLength(String topic, long offset);

    /**
     * The offset that the next message of the topic will get: the number of messages ever appended to it.
     *
     * @throws UnknownTopicException if there is no such topic
     */
    long endOffset(String topic);

    /**
     * The offset of the first message that is still there; the end offset if none is.
     *
     * @throws UnknownTopicException if there is no such topic
     */
    long earliestOffset(String topic);

    /**
     * The offset of the first message appended at or after a time, by the broker's clock and its milliseconds; empty if
     * there is none. Any instant will do.
     *
     * @throws UnknownTopicException if there is no such topic
     * @throws StorageException if what would have to be looked at is damaged
     */
    OptionalLong offsetForTime(String topic, Instant time);

    /**
     * Gives up the messages of a topic below an offset, for good; the offsets of the others stay. Below the earliest
     * offset it does nothing.
     *
     * @return the earliest offset then
     * @throws IllegalArgumentException if the offset is negative
     * @throws OffsetOutOfRangeException if the offset is above the end offset; nothing is trimmed then
     * @throws UnknownTopicException if there is no such topic
     * @throws StorageException if the broker cannot write it down
     */
    long trimTopic(String topic, long offset);

    /**
     * How long a topic keeps its messages: by its own rule, or by the broker's if it has none.
     *
     * @throws UnknownTopicException if there is no such topic
     */
    Retention retention(String topic);

    /**
     * Gives a topic a rule of its own, in place of the broker's; it has it as long as it lives, over a restart too where
     * messages are kept. What is past a bound goes soon, not before this returns.
     *
     * @return what is in force then: the rule
     * @throws StorageException if the rule could not be kept, and was not changed
     * @throws UnknownTopicException if there is no such topic
     */
    Retention setRetention(String topic, Retention rule);

    /**
     * Lets a topic keep its messages as the broker says.
     *
     * @return what is in force then
     * @throws StorageException if that could not be kept, and was not changed
     * @throws UnknownTopicException if there is no such topic
     */
    Retention resetRetention(String topic);

    /**
     * Subscribes to all the topics at once, each from its end offset on. A topic that does not exist, or is named
     * twice, is ignored.
     *
     * @return how many topics were subscribed to; with 0 the client stays unsubscribed
     * @throws AlreadySubscribedException if the client is subscribed to at least one topic
     */
    int subscribe(Collection<String> topics);

    /**
     * Drops every subscription; local.
     *
     * @throws NotSubscribedException if there is none
     */
    void unsubscribe();

    /**
     * The next offset that this client will read from a topic; local.
     *
     * @throws NotSubscribedException if the client is not subscribed to the topic
     */
    long position(String topic);

    /**
     * Moves the next offset that this client will read, back or forward; past the end is allowed; local.
     *
     * @throws IllegalArgumentException if the offset is negative
     * @throws NotSubscribedException if the client is not subscribed to the topic
     */
    void seek(String topic, long offset);

    /**
     * The next message of the subscribed topics, or empty if there is none now. The topics form a ring in the order of
     * subscription: a poll begins behind the topic that gave the last message and takes the first that has one. A topic
     * that was deleted is passed over and stays subscribed.
     *
     * <p>A topic that cannot be read at its position has an error in place of a message: it is thrown when it is that
     * topic's turn, the position stays, and the next poll begins behind that topic.
     *
     * @throws OffsetOutOfRangeException if the messages at the position of a topic are gone, and the client was not built
     *     to go on elsewhere: {@link KaskaBuilder#offsetReset}
     * @throws StorageException if what the broker keeps at the position of a topic is damaged; the message says to where
     *     to seek to go on
     * @throws NotSubscribedException if the client is not subscribed to any topic
     */
    Optional<Message> poll();

    /**
     * What up to {@code max} successive polls at one moment would give. If there is nothing, waits for the first
     * message up to {@code wait}. An error ends it: what was taken before is given, and the next poll throws.
     *
     * @param max 1 or more
     * @param wait how long to wait; zero does not wait
     * @throws IllegalArgumentException if {@code max} is below 1 or {@code wait} negative
     * @throws NotSubscribedException if the client is not subscribed to any topic
     */
    List<Message> poll(int max, Duration wait);

    /**
     * Makes the broker keep an offset under the name of a client, in place of what it kept before. No subscription is
     * needed, and the offset is not compared with the topic's end.
     *
     * @throws IllegalArgumentException if the offset is negative
     * @throws UnknownTopicException if there is no such topic
     * @throws StorageException if the broker cannot write it down
     */
    void commit(String client, String topic, long offset);

    /**
     * The offset that the broker keeps under the name of a client.
     *
     * @throws UnknownTopicException if there is no such topic
     * @throws NoCommittedOffsetException if nothing was ever committed under that name for that topic
     * @throws StorageException if the broker cannot read it
     */
    long committed(String client, String topic);

    /**
     * Waits until what {@link #sendAsync} accepted is sent or has failed (at most for the request timeout), then closes
     * the connection. Calls that wait end with {@link KaskaClosedException}. Never throws; a second call does nothing.
     */
    @Override
    void close();
}
