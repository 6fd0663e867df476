package io.kaska.broker;

import io.kaska.broker.RefusedException.Reason;
import io.kaska.log.Block;
import io.kaska.log.DamagedBatchException;
import io.kaska.log.InvalidBatchException;
import io.kaska.log.MessageQueue;
import io.kaska.log.OffsetOutOfRangeException;
import io.kaska.log.QueueClosedException;
import io.kaska.log.QueueState;
import io.kaska.log.Reservation;
import io.kaska.log.Retention;
import io.kaska.log.Slices;
import io.kaska.log.StorageExhaustedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic: its name as it was received, its number, its queue of messages, and who waits for the next one.
 *
 * <p>Safe for use by many threads. Once deleted every operation is refused as if there were no such topic.
 */
public final class Topic {
    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

    final int hash;

    @Nullable
    Topic nextInBucket; // guarded by the topic map

    private final int id;
    private final Block name;
    private final int nameSize;
    private final MessageQueue queue;
    /** Who waits, and for the message of which offset; null while nobody does. */
    private volatile @Nullable ConcurrentMap<FetchWait, Long> waits;

    Topic(int id, Block name, int nameSize, int hash, MessageQueue queue) {
        this.id = id;
        this.name = name;
        this.nameSize = nameSize;
        this.hash = hash;
        this.queue = queue;
    }

    /** Its number in this broker, as unsigned 32 bits; never 0, and of no other topic before or after. */
    public int id() {
        return id;
    }

    /** The offset that the next message will get. */
    public long endOffset() throws RefusedException {
        if (isDeleted()) {
            throw unknown(null);
        }
        return queue.endOffset();
    }

    /** The offset of the first message that was not trimmed; the end offset if there is none. */
    public long earliestOffset() throws RefusedException {
        if (isDeleted()) {
            throw unknown(null);
        }
        return queue.earliestOffset();
    }

    /** The offset of the first message appended at a time or later, in milliseconds since 1970; empty if none was. */
    public OptionalLong offsetForTime(long millis) throws RefusedException {
        try {
            return queue.offsetForTime(millis);
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /** Makes the messages below an offset unreadable: see {@link MessageQueue#trim}. */
    public long trim(long offset) throws RefusedException {
        try {
            return queue.trim(offset);
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /** What it keeps. */
    public Retention retention() throws RefusedException {
        if (isDeleted()) {
            throw unknown(null);
        }
        return queue.retention();
    }

    Retention retain(Retention retention) {
        queue.retain(retention);
        return retention;
    }

    /** Whether a wait for the message of an offset is over: it is there, or will never be. */
    boolean hasOrNeverWill(long offset) {
        return queue.endOffset() > offset || isDeleted();
    }

    /** The size of a message's payload in bytes; 0 where there is none. */
    public int messageLength(long offset) throws RefusedException {
        try {
            return queue.messageLength(offset);
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /**
     * Sets room aside for one message of {@code size} bytes, 1 or more.
     *
     * @param headed whether it begins with a head: key and headers
     */
    public Reservation reserveMessage(int size, boolean headed) throws RefusedException {
        try {
            Reservation room = queue.reserveMessage(size);
            return headed ? room.withHeads() : room;
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /**
     * Sets room aside for {@code count} messages, whose table and bodies take {@code size} bytes.
     *
     * @param headed whether each begins with a head: key and headers
     */
    public Reservation reserveBatch(int count, int size, boolean headed) throws RefusedException {
        try {
            Reservation room = queue.reserveBatch(count, size);
            return headed ? room.withHeads() : room;
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /** Where the next bytes of a reservation go: see {@link Reservation#window}. */
    public ByteBuffer window(Reservation reservation) throws RefusedException {
        try {
            return reservation.window();
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /**
     * Appends what has arrived, and wakes those who wait for it. After a refusal the reservation is to be abandoned.
     *
     * @return the offset of the first message
     */
    public long publish(Reservation reservation) throws RefusedException {
        long offset;
        try {
            offset = reservation.publish();
        } catch (IOException e) {
            throw refusal(e);
        } catch (InvalidBatchException e) {
            throw new RefusedException(Reason.INVALID_REQUEST, 0, e.getMessage(), e);
        }
        wake();
        return offset;
    }

    /** Adds messages to an answer: see {@link MessageQueue#read}. After a refusal nothing was added. */
    public int read(long offset, int maxMessages, long maxBytes, boolean atLeastOne, Slices to)
            throws RefusedException {
        try {
            return queue.read(offset, maxMessages, maxBytes, atLeastOne, to);
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    // --- the name, whose memory goes with the topic

    /** Keeps the name's memory until {@link #release}; false if the topic is deleted, and nothing is held. */
    boolean tryHold() {
        return queue.tryHold();
    }

    void release() {
        queue.release();
    }

    boolean owns(Block block) {
        return name == block;
    }

    /** A new view of the name's bytes; only while held. */
    ByteBuffer name() {
        return name.buffer(0, nameSize);
    }

    /**
     * Adds the name to an answer, behind its size in 2 bytes; the answer holds the topic.
     *
     * @return false if the topic is deleted, and nothing was added
     */
    public boolean addName(Slices to) {
        if (!to.tryHold(queue)) {
            return false;
        }
        to.header(to.addHeader(Short.BYTES)).putShort((short) nameSize);
        to.add(name());
        return true;
    }

    /** The name as a string, or null if the topic is deleted. */
    public @Nullable String nameOrNull() {
        if (!tryHold()) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.decode(name()).toString();
        } finally {
            release();
        }
    }

    // --- waiting, and the end

    /** A fetch may name a topic many times: it waits once, for the lowest of its offsets. */
    synchronized void add(FetchWait wait, long offset) {
        ConcurrentMap<FetchWait, Long> all = waits;
        if (all == null) {
            all = new ConcurrentHashMap<>();
        }
        all.merge(wait, offset, Math::min);
        waits = all;
    }

    /** Does nothing if it does not wait. */
    synchronized void remove(FetchWait wait) {
        ConcurrentMap<FetchWait, Long> all = waits;
        if (all != null && all.remove(wait) != null && all.isEmpty()) {
            waits = null;
        }
    }

    /** How many wait. For tests. */
    int waitCount() {
        ConcurrentMap<FetchWait, Long> all = waits;
        return all == null ? 0 : all.size();
    }

    /** The end offset was written before; the waits are added before it is looked at: each is seen here, or sees it. */
    private void wake() {
        ConcurrentMap<FetchWait, Long> all = waits;
        if (all == null) {
            return;
        }
        for (Map.Entry<FetchWait, Long> wait : all.entrySet()) {
            if (hasOrNeverWill(wait.getValue())) {
                wait.getKey().end();
            }
        }
    }

    /** Whether it was deleted; who still uses it keeps its memory, and its files, from going. */
    public boolean isDeleted() {
        return queue.isClosed();
    }

    /** Returns false if it was deleted before. */
    boolean delete() {
        boolean first = queue.close();
        wake();
        return first;
    }

    /** For the next start. */
    QueueState state() {
        return queue.state();
    }

    /** What it keeps on the disk goes when nobody uses it any more, and has that name meanwhile. */
    void dropFiles(String name) throws IOException {
        queue.dropFiles(name);
    }

    private RefusedException unknown(@Nullable QueueClosedException cause) {
        return new RefusedException(
                Reason.UNKNOWN_TOPIC, 0, "topic " + Integer.toUnsignedString(id) + " was deleted", cause);
    }

    /** What became of the queue, in the words of the engine. */
    private RefusedException refusal(IOException cause) {
        return switch (cause) {
            case QueueClosedException closed -> unknown(closed);
            case StorageExhaustedException full ->
                new RefusedException(Reason.STORAGE_FULL, full.limit(), full.getMessage(), full);
            case OffsetOutOfRangeException range ->
                new RefusedException(Reason.OFFSET_OUT_OF_RANGE, range.earliest(), range.getMessage(), range);
            case DamagedBatchException damaged ->
                new RefusedException(Reason.STORAGE_FAILED, damaged.next(), damaged.getMessage(), damaged);
            default -> {
                LOG.error("topic {}: {}", Integer.toUnsignedString(id), cause.toString());
                yield new RefusedException(Reason.STORAGE_FAILED, 0, cause.getMessage(), cause);
            }
        };
    }
}
