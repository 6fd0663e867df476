package io.kaska.broker;

import io.kaska.broker.RefusedException.Reason;
import io.kaska.log.Block;
import io.kaska.log.Disk;
import io.kaska.log.LogSettings;
import io.kaska.log.LogStore;
import io.kaska.log.MessageStore;
import io.kaska.log.Retention;
import io.kaska.log.StorageExhaustedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of a broker: its topics and the offsets that clients commit. What asks it (a connection, the same JVM)
 * checks names and sizes that come from outside, and answers.
 *
 * <p>Safe for use by many threads. Every refusal is a {@link RefusedException}.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    /** Table and messages of a batch, in bytes, so that with all around them they fit an int. */
    private static final long LARGEST_BATCH = Integer.MAX_VALUE - 65_535;

    private final TopicMap topics = new TopicMap();
    private final MessageStore store;
    private final TopicStorage storage;
    private final CommittedOffsets offsets;
    private final BrokerLimits limits;

    /**
     * A broker that keeps messages in memory.
     *
     * @param retention of topics that say nothing themselves
     * @param store closed with this broker
     * @param offsets closed with this broker
     */
    public Broker(MessageStore store, Retention retention, CommittedOffsets offsets, BrokerLimits limits) {
        this(store, new MemoryTopics(store, retention), offsets, limits);
    }

    private Broker(MessageStore store, TopicStorage storage, CommittedOffsets offsets, BrokerLimits limits) {
        this.store = store;
        this.storage = storage;
        this.offsets = offsets;
        this.limits = limits;
    }

    /**
     * A broker that keeps messages in a folder, with the topics that are there already.
     *
     * @param data closed with this broker, as are {@code store} and {@code offsets}
     * @throws IOException if what is there cannot be used; everything given is closed then
     */
    public static Broker inFolder(
            DataFolder data, MessageStore store, LogSettings settings, CommittedOffsets offsets, BrokerLimits limits)
            throws IOException {
        var storage = new TopicFolder(data, store, new LogStore(store, settings, Disk.real()), settings.retention());
        var broker = new Broker(store, storage, offsets, limits);
        boolean loaded = false;
        try {
            storage.load(broker.topics);
            loaded = true;
            return broker;
        } finally {
            if (!loaded) {
                broker.close();
            }
        }
    }

    public BrokerLimits limits() {
        return limits;
    }

    // --- topics

    /** Takes memory for the name of a topic to be made: it is received into there, and stays there. */
    public Block takeNameBlock(int nameSize) throws RefusedException {
        checkNameSize(nameSize);
        try {
            return store.takeForName(nameSize);
        } catch (StorageExhaustedException e) {
            throw new RefusedException(Reason.STORAGE_FULL, e.limit(), e.getMessage(), e);
        }
    }

    /** Gives back the memory of a name of which no topic was made. */
    public void giveBackNameBlock(Block name, int nameSize) {
        store.finishName(nameSize);
        store.pool().giveBack(name);
    }

    /**
     * Makes an empty topic.
     *
     * @param name a legal name, the first {@code nameSize} bytes; the block belongs to the topic if one was made, and
     *     to the caller after a refusal
     */
    public Topic createTopic(Block name, int nameSize) throws RefusedException {
        Topic topic;
        try {
            topic = storage.getOrMake(topics, name, nameSize);
        } catch (StorageExhaustedException e) {
            throw new RefusedException(Reason.STORAGE_FULL, e.limit(), e.getMessage(), e);
        } catch (IOException e) {
            throw failed("the topic cannot be made", e);
        }
        if (!topic.owns(name)) {
            throw new RefusedException(
                    Reason.TOPIC_EXISTS,
                    Integer.toUnsignedLong(topic.id()),
                    "there is a topic of that name already",
                    null);
        }
        store.finishName(nameSize);
        return topic;
    }

    /** Deletes a topic, and the offsets committed for it. Its name can be used again when all of that is done. */
    public void deleteTopic(int id) throws RefusedException {
        Topic topic = topic(id);
        hold(topic);
        try {
            if (!topic.delete()) {
                throw unknown(id); // another thread is about it
            }
            forget(topic);
        } finally {
            topic.release();
        }
    }

    private void forget(Topic topic) throws RefusedException {
        try {
            try {
                storage.delete(topic);
            } finally { // a topic of that name that is made later must not find them
                offsets.forgetTopic(topic.name());
            }
        } catch (IOException e) {
            throw failed("the topic is deleted, but not all of its files, or of the offsets committed for it", e);
        } finally {
            topics.remove(topic);
        }
    }

    /** How many topics there are. */
    public int topicCount() {
        return topics.size();
    }

    /** The topic of an id. */
    public Topic topic(int id) throws RefusedException {
        Topic topic = topics.get(id);
        if (topic == null) {
            throw unknown(id);
        }
        return topic;
    }

    /** The topic of an id, or null. */
    public @Nullable Topic topicOrNull(int id) {
        return topics.get(id);
    }

    /** The topic of a name, the bytes between the buffer's position and limit. */
    public Topic topic(ByteBuffer name) throws RefusedException {
        Topic topic = topics.get(name);
        if (topic == null || topic.isDeleted()) {
            throw new RefusedException(Reason.UNKNOWN_TOPIC, "there is no topic of that name");
        }
        return topic;
    }

    /** The first topic made after the one with an id, which need not exist any more; 0 for the first of all. */
    public @Nullable Topic nextTopic(int afterId) {
        return topics.next(afterId);
    }

    /** Refuses a send whose messages take too many bytes. */
    public void checkMessageSize(long size) throws RefusedException {
        int most = limits.maxMessageSize();
        if (size > most) {
            throw new RefusedException(
                    Reason.MESSAGE_TOO_LARGE,
                    most,
                    "%,d bytes in one send, but this broker takes at most %,d".formatted(size, most),
                    null);
        }
    }

    /**
     * Refuses a batch that takes too many bytes, alone or with its table.
     *
     * @param size of the messages
     */
    public void checkBatchSize(int count, long size) throws RefusedException {
        checkMessageSize(size);
        long tableSize = (long) count * Integer.BYTES;
        if (size + tableSize > LARGEST_BATCH) {
            throw new RefusedException(
                    Reason.MESSAGE_TOO_LARGE,
                    LARGEST_BATCH - tableSize,
                    "%,d bytes in one send of %,d messages, but this broker takes at most %,d"
                            .formatted(size, count, LARGEST_BATCH - tableSize),
                    null);
        }
    }

    private void checkNameSize(int size) throws RefusedException {
        if (size < 1 || size > limits.maxNameSize()) {
            throw new RefusedException(
                    Reason.INVALID_NAME,
                    "the name has %,d bytes, but this broker takes 1 to %,d".formatted(size, limits.maxNameSize()));
        }
    }

    /**
     * Lets a topic itself say how long it keeps messages, as long as it lives.
     *
     * @return what is in force then
     */
    public Retention retain(Topic topic, OwnRetention own) throws RefusedException {
        hold(topic);
        try {
            return storage.retain(topic, own);
        } catch (IOException e) {
            if (topic.isDeleted()) {
                throw unknown(topic.id()); // and with it the folder
            }
            throw failed("what the topic is to keep was not changed", e);
        } finally {
            topic.release();
        }
    }

    /** Counts memory that a large request takes while it is served, until {@link #giveBack}. */
    public void claim(int bytes) throws RefusedException {
        try {
            store.claim(bytes);
        } catch (StorageExhaustedException e) {
            throw new RefusedException(Reason.STORAGE_FULL, e.limit(), e.getMessage(), e);
        }
    }

    /** Ends a {@link #claim}. */
    public void giveBack(int bytes) {
        store.giveBack(bytes);
    }

    // --- committed offsets

    /** Keeps an offset under the name of a client. */
    public void commit(ByteBuffer client, Topic topic, long offset) throws RefusedException {
        checkNameSize(client.remaining());
        hold(topic);
        try {
            if (!offsets.commit(client, topic.name(), offset, () -> !topic.isDeleted())) {
                throw unknown(topic.id());
            }
        } catch (IOException e) {
            throw failed("the offset was not kept", e);
        } finally {
            topic.release();
        }
    }

    /** The offset kept under the name of a client. */
    public long committed(ByteBuffer client, Topic topic) throws RefusedException {
        OptionalLong offset;
        hold(topic);
        try {
            offset = offsets.committed(client, topic.name());
        } catch (IOException e) {
            throw failed("the committed offset cannot be read", e);
        } finally {
            topic.release();
        }
        if (offset.isEmpty()) {
            throw new RefusedException(
                    Reason.NO_COMMITTED_OFFSET, "nothing was committed under that client's name for that topic");
        }
        return offset.getAsLong();
    }

    /** The names of clients that committed, see {@link CommittedOffsets#clients}. */
    public List<ByteBuffer> clients(ByteBuffer after, int mostBytes) throws RefusedException {
        try {
            return offsets.clients(after, mostBytes);
        } catch (IOException e) {
            throw failed("who committed cannot be told", e);
        }
    }

    private static void hold(Topic topic) throws RefusedException {
        if (!topic.tryHold()) {
            throw unknown(topic.id());
        }
    }

    private static RefusedException unknown(int id) {
        return new RefusedException(
                Reason.UNKNOWN_TOPIC, "there is no topic with the id " + Integer.toUnsignedString(id));
    }

    private static RefusedException failed(String what, IOException cause) {
        LOG.error("{}: {}", what, cause.getMessage());
        return new RefusedException(Reason.STORAGE_FAILED, 0, what + ": " + cause.getMessage(), cause);
    }

    /** Ends every wait, and gives the memory back. What is kept in files stays. */
    @Override
    public void close() {
        storage.close(topics);
        for (Topic topic = topics.next(0); topic != null; topic = topics.next(topic.id())) {
            if (topics.remove(topic)) {
                topic.delete();
            }
        }
        store.close();
        offsets.close();
    }
}
