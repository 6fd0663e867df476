package io.kaska.log;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The append-only queue of one topic. The bytes of messages stay where they were received; an index says for each
 * offset where. Appending is reserve, receive, publish: see {@link Reservation}. Offsets are given at publication, so
 * they are dense whatever producers do, and the order in memory may differ from the order of offsets.
 *
 * <p>Safe for use by many threads. Readers take no lock: they see what was published before the {@link #endOffset}
 * that they read. The monitor is held for a few instructions to reserve and to publish, never while bytes arrive.
 *
 * <p>Invariant: every offset of [earliest, end) has its index entry, and a whole batch where that points.
 *
 * <p><b>Lifetime.</b> Reservations and answers hold the queue; {@link #close} makes all further use fail at once, and
 * the last that holds it gives the memory back.
 */
public final class MessageQueue {
    private static final int CLOSED = Integer.MIN_VALUE;

    final MessageStore store;

    private final Block companion;
    private final Segments segments = new Segments();
    private final MessageIndex index = new MessageIndex();
    private final RunReader reader = new RunReader(index, segments);
    private final AtomicInteger users = new AtomicInteger(); // with CLOSED added once closed
    private volatile long earliest;
    private volatile long end;
    private long lastTimestamp;
    private boolean freed;

    /**
     * An empty queue; it takes memory with its first message.
     *
     * @param companion a block of the same store that is to live as long as the memory of the queue, and is given back
     *     with it
     */
    public MessageQueue(MessageStore store, Block companion) {
        this.store = store;
        this.companion = companion;
    }

    /** The offset that the next message will get. */
    public long endOffset() {
        return end;
    }

    /** The offset of the first message that was not trimmed; the end offset if there is none. */
    public long earliestOffset() {
        return earliest;
    }

    // --- append

    /**
     * Sets room aside for one message.
     *
     * @param size of the message, in bytes, 1 or more
     */
    public Reservation reserveMessage(int size) throws StorageExhaustedException, QueueClosedException {
        return reserve(1, true, Math.addExact(Batch.bodies(1), size));
    }

    /**
     * Sets room aside for several messages: what arrives is the table of their ends, 4 bytes each, counted from the
     * first byte of the first message, and then the messages.
     *
     * @param count of messages, 1 to 2^24-1
     * @param size of table and messages, in bytes; larger than the table
     */
    public Reservation reserveBatch(int count, int size) throws StorageExhaustedException, QueueClosedException {
        assert count > 0 && count <= Batch.COUNT_MASK && size > count * Integer.BYTES;
        return reserve(count, false, Math.addExact(Batch.ENDS, size));
    }

    private Reservation reserve(int count, boolean single, int size)
            throws StorageExhaustedException, QueueClosedException {
        hold();
        try {
            return Reservation.isLarge(size)
                    ? Reservation.large(this, count, single, size)
                    : reserveShared(count, single, size);
        } catch (StorageExhaustedException e) {
            release();
            throw e;
        }
    }

    private Reservation reserveShared(int count, boolean single, int size) throws StorageExhaustedException {
        int aligned = Batch.aligned(size);
        store.addUnfinished(aligned);
        try {
            long position = takeRoom(aligned);
            while (position == Segments.NO_ROOM) {
                Block fresh = store.pool().take(nextBlockSize(aligned)); // never under the monitor
                Block spare = openBlock(fresh, aligned);
                if (spare != null) {
                    store.pool().giveBack(spare);
                }
                position = takeRoom(aligned);
            }
            return Reservation.shared(this, count, single, size, segments, position);
        } catch (StorageExhaustedException e) {
            store.removeUnfinished(aligned);
            throw e;
        }
    }

    private synchronized long takeRoom(int aligned) {
        return segments.takeRoom(aligned);
    }

    private synchronized int nextBlockSize(int aligned) {
        return segments.nextBlockSize(aligned);
    }

    /** Returns the block if another thread opened one meanwhile. */
    private synchronized @Nullable Block openBlock(Block fresh, int aligned) {
        if (segments.hasRoom(aligned)) {
            return fresh;
        }
        segments.open(fresh);
        return null;
    }

    synchronized void giveBack(Reservation reservation) {
        segments.giveBackRoom(reservation.position, Batch.aligned(reservation.size));
    }

    long publish(Reservation batch) throws StorageExhaustedException, QueueClosedException {
        long offset = tryPublish(batch);
        while (offset == Segments.NO_ROOM) {
            growIndex();
            offset = tryPublish(batch);
        }
        return offset;
    }

    private synchronized long tryPublish(Reservation batch) throws QueueClosedException {
        if (isClosed()) {
            throw new QueueClosedException();
        }
        long offset = end;
        if (!index.hasRoom(offset + batch.count)) {
            return Segments.NO_ROOM;
        }
        lastTimestamp = Math.max(lastTimestamp, store.millis());
        batch.segments.putLong(batch.position, Batch.OFFSET, offset);
        batch.segments.putLong(batch.position, Batch.TIMESTAMP, lastTimestamp);
        long position = batch.segments == segments ? batch.position : segments.addAll(batch.segments);
        index.put(offset, batch.count, position);
        end = offset + batch.count;
        return offset;
    }

    private void growIndex() throws StorageExhaustedException {
        int number;
        int size;
        synchronized (this) {
            number = index.blockCount();
            size = index.nextBlockSize();
        }
        Block block = store.pool().take(size); // never under the monitor
        synchronized (this) {
            if (index.blockCount() == number) {
                index.add(block);
                return;
            }
        }
        store.pool().giveBack(block);
    }

    // --- read

    /** The size of a message's payload in bytes; 0 where there is none. */
    public int messageLength(long offset) throws QueueClosedException {
        if (offset < earliest || offset >= end) {
            return 0;
        }
        hold();
        try {
            return reader.length(offset);
        } finally {
            release();
        }
    }

    /**
     * Adds messages from an offset on to an answer, as runs: see {@link Batch}. The answer holds the queue.
     *
     * @param maxMessages 1 or more
     * @param maxBytes of runs; may be 0 or less
     * @param atLeastOne gives the first message whatever its size
     * @return how many messages were added
     * @throws OffsetOutOfRangeException if the message of that offset was trimmed; nothing was added then
     */
    public int read(long offset, int maxMessages, long maxBytes, boolean atLeastOne, Slices to)
            throws QueueClosedException, OffsetOutOfRangeException {
        long first = earliest; // before the end, which it never passes
        long limit = end;
        if (offset < first) {
            throw new OffsetOutOfRangeException(offset, first, limit);
        }
        if (offset >= limit) {
            return 0;
        }
        limit = limit - offset > maxMessages ? offset + maxMessages : limit;
        if (!to.tryHold(this)) {
            throw new QueueClosedException();
        }
        return reader.read(offset, limit, maxBytes, atLeastOne, to);
    }

    /**
     * The offset of the first message that was appended at a time or later.
     *
     * @param millis since 1970-01-01T00:00Z, also before
     * @return empty if there is none
     */
    public OptionalLong offsetForTime(long millis) throws QueueClosedException {
        long first = earliest;
        long limit = end;
        hold();
        try {
            long found = reader.firstSince(millis, first, limit);
            return found < limit ? OptionalLong.of(found) : OptionalLong.empty();
        } finally {
            release();
        }
    }

    /**
     * Makes the messages below an offset unreadable for good; what answers hold of them stays until they are sent.
     *
     * @return the earliest offset then; below the earliest nothing is done
     * @throws OffsetOutOfRangeException if the offset is above the end offset; nothing was done then
     */
    public synchronized long trim(long offset) throws QueueClosedException, OffsetOutOfRangeException {
        if (isClosed()) {
            throw new QueueClosedException();
        }
        if (offset > end) {
            throw new OffsetOutOfRangeException(offset, earliest, end);
        }
        earliest = Math.max(earliest, offset);
        return earliest;
    }

    // --- lifetime

    private void hold() throws QueueClosedException {
        if (!tryHold()) {
            throw new QueueClosedException();
        }
    }

    /** Keeps the memory until {@link #release}; false if the queue is closed, and nothing is held. */
    public boolean tryHold() {
        if (users.incrementAndGet() < 0) {
            release();
            return false;
        }
        return true;
    }

    /** Ends one {@link #tryHold}. */
    public void release() {
        if (users.decrementAndGet() == CLOSED) {
            free();
        }
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return users.get() < 0;
    }

    /**
     * Makes all further use fail; the memory goes back when the last that holds the queue is done.
     *
     * @return false if it was closed before
     */
    public boolean close() {
        int before = users.getAndUpdate(n -> n | CLOSED);
        if (before == 0) {
            free();
        }
        return before >= 0;
    }

    private synchronized void free() {
        if (freed) {
            return; // who came too late to hold it was the last a second time
        }
        freed = true;
        store.pool().giveBack(companion);
        segments.giveBack(store.pool());
        index.giveBack(store.pool());
    }
}
