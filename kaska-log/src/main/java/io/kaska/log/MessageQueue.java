package io.kaska.log;

import java.io.IOException;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The append-only queue of one topic. The bytes of messages stay where they were received; an index says for each
 * offset where. Appending is reserve, receive, publish: see {@link Reservation}. Offsets are given at publication, so
 * they are dense whatever producers do, and the order in memory may differ from the order of offsets.
 *
 * <p>Safe for use by many threads. Readers take no lock: they see what was published before the {@link #endOffset}
 * that they read. The monitor of the batches is held for a few instructions to reserve and to publish, never while
 * bytes arrive.
 *
 * <p>Invariant: every offset of [earliest, end) has its index entry, and a whole batch where that points.
 *
 * <p><b>Lifetime.</b> Reservations and who reads hold the queue; {@link #close} makes all further use fail at once, and
 * the last that holds it gives the memory back. What answers show, they hold themselves.
 */
public final class MessageQueue implements Held {
    private static final long NO_ROOM = -1;

    private final InstantSource clock;
    private final Runnable afterwards;
    private final Source source;
    private final Users users = new Users(1); // the readers, together, are one
    private final Readers readers = new Readers();
    private volatile @Nullable Content content; // null until it is needed
    private boolean dropped; // before it was needed; guarded by the monitor
    private volatile long earliest;
    private long assigned; // guarded by the monitor of the batches, as the next
    private long lastTimestamp;
    private volatile long end;
    private volatile Retention retention = Retention.ALL;

    /** Opens what a queue holds, when it is used for the first time. */
    @FunctionalInterface
    interface Source {
        Batches open(MessageQueue queue) throws IOException;

        /** The queue does not keep everything from now on. */
        default void limited(MessageQueue queue) {}

        /** {@link MessageQueue#dropFiles} of one that is not open, nor will be. */
        default void drop(String name) throws IOException {}
    }

    private record InMemory(MessageStore store) implements Source {
        @Override
        public Batches open(MessageQueue queue) {
            return new MemoryBatches(queue, store);
        }

        @Override
        public void limited(MessageQueue queue) {
            store.retention().watch(queue);
        }
    }

    private record Content(Batches batches, RunReader reader) {
        Content(Batches batches) {
            this(batches, new RunReader(batches));
        }
    }

    /**
     * An empty queue in memory; it takes memory with its first message.
     *
     * @param companion a block of the same store that is to live as long as the memory of the queue, and is given back
     *     with it
     */
    public MessageQueue(MessageStore store, Block companion) {
        this(new InMemory(store), store.clock(), () -> store.pool().giveBack(companion));
    }

    /** @param afterwards when nobody uses the queue any more */
    MessageQueue(Source source, InstantSource clock, Runnable afterwards) {
        this.source = source;
        this.clock = clock;
        this.afterwards = afterwards;
    }

    /** Says what it holds. What was said before is not taken back: an offset is never given twice. */
    void restore(QueueState state) {
        end = Math.max(end, state.end());
        assigned = end;
        earliest = Math.max(earliest, state.earliest());
        lastTimestamp = Math.max(lastTimestamp, state.timestamp());
    }

    /** What a clean stop writes down of it, so that the next start need not look. */
    public synchronized QueueState state() {
        return new QueueState(end, earliest, lastTimestamp);
    }

    /** Opens it, if nobody has yet. */
    Batches batches() throws IOException {
        return content().batches();
    }

    private Content content() throws IOException {
        Content present = content;
        return present == null ? open() : present;
    }

    /** Opens it, if nobody has yet. The monitor is held while the disk is read: who wants the queue, needs it open. */
    private synchronized Content open() throws IOException {
        Content present = content;
        if (present == null) {
            if (dropped) {
                throw new QueueClosedException();
            }
            present = new Content(source.open(this));
            content = present;
        }
        return present;
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
    public Reservation reserveMessage(int size) throws IOException {
        return reserve(1, true, Math.addExact(Batch.bodies(1), size));
    }

    /**
     * Sets room aside for several messages: what arrives is the table of their ends, 4 bytes each, counted from the
     * first byte of the first message, and then the messages.
     *
     * @param count of messages, 1 to 2^24-1
     * @param size of table and messages, in bytes; larger than the table
     */
    public Reservation reserveBatch(int count, int size) throws IOException {
        assert count > 0 && count <= Batch.COUNT_MASK && size > count * Integer.BYTES;
        return reserve(count, false, Math.addExact(Batch.ENDS, size));
    }

    private Reservation reserve(int count, boolean single, int size) throws IOException {
        hold();
        boolean reserved = false;
        try {
            Reservation room = batches().reserve(this, count, single, size);
            reserved = true;
            return room;
        } finally {
            if (!reserved) {
                release();
            }
        }
    }

    /** Does nothing if the queue is closed. */
    void makeRoomAhead(int size) {
        Content present = content;
        if (present != null && tryHold()) {
            try {
                present.batches().makeRoomAhead(size);
            } finally {
                release();
            }
        }
    }

    long publish(Reservation batch) throws IOException, InvalidBatchException {
        Batches batches = batches();
        long offset = tryPublish(batch, batches);
        while (offset == NO_ROOM) {
            batches.growIndex(assigned(batches) + batch.count);
            offset = tryPublish(batch, batches);
        }
        batches.awaitSafe(offset + batch.count);
        return offset;
    }

    private long tryPublish(Reservation batch, Batches batches) throws QueueClosedException, InvalidBatchException {
        synchronized (batches) {
            if (isClosed()) {
                throw new QueueClosedException();
            }
            long offset = assigned;
            if (!batches.hasIndexRoom(offset + batch.count)) {
                return NO_ROOM;
            }
            lastTimestamp = batch.timestamp(offset, lastTimestamp, clock);
            batches.publish(batch, offset, lastTimestamp, offset - end);
            batch.markPublished();
            assigned = offset + batch.count;
            if (!batches.mustAwaitSafe()) {
                end = assigned;
            }
            return offset;
        }
    }

    /** The offset that the next batch will get, whether readers see what is before it or not. */
    long assigned(Batches batches) {
        synchronized (batches) {
            return assigned;
        }
    }

    /** Shows readers what is safe now. Called by one thread at a time. */
    void show(long safeEnd) {
        end = safeEnd;
    }

    // --- read

    /** The size of a message's payload in bytes; 0 where there is none. */
    public int messageLength(long offset) throws IOException {
        if (offset < earliest || offset >= end) {
            return 0;
        }
        Held look = look();
        var holder = new OneHolder();
        try {
            return offset < earliest ? 0 : reader().length(offset, holder);
        } finally {
            holder.release();
            look.release();
        }
    }

    /**
     * Adds messages from an offset on to an answer, as runs: see {@link Batch}. The answer holds what it shows.
     *
     * @param maxMessages 1 or more
     * @param maxBytes of runs; may be 0 or less
     * @param atLeastOne gives the first message whatever its size
     * @return how many messages were added
     * @throws OffsetOutOfRangeException if the message of that offset was trimmed; nothing was added then
     */
    public int read(long offset, int maxMessages, long maxBytes, boolean atLeastOne, Slices to) throws IOException {
        long first = earliest; // before the end, which it never passes
        long limit = end;
        if (offset < first) {
            throw new OffsetOutOfRangeException(offset, first, limit);
        }
        if (offset >= limit) {
            return 0;
        }
        limit = limit - offset > maxMessages ? offset + maxMessages : limit;
        Held look = look();
        try {
            first = earliest; // what was trimmed before the look began may be gone
            if (offset < first) {
                throw new OffsetOutOfRangeException(offset, first, end);
            }
            return reader().read(offset, limit, maxBytes, atLeastOne, to);
        } finally {
            look.release();
        }
    }

    /**
     * The offset of the first message that was appended at a time or later.
     *
     * @param millis since 1970-01-01T00:00Z, also before
     * @return empty if there is none
     */
    public OptionalLong offsetForTime(long millis) throws IOException {
        Held look = look();
        var holder = new OneHolder();
        try {
            long first = earliest;
            long limit = end;
            long found = reader().firstSince(millis, first, limit, holder);
            return found < limit ? OptionalLong.of(found) : OptionalLong.empty();
        } finally {
            holder.release();
            look.release();
        }
    }

    /**
     * Makes the messages below an offset unreadable for good; what answers hold of them stays until they are sent.
     *
     * @return the earliest offset then; below the earliest nothing is done
     * @throws OffsetOutOfRangeException if the offset is above the end offset; nothing was done then
     */
    public long trim(long offset) throws IOException {
        hold();
        try {
            if (offset > end) {
                throw new OffsetOutOfRangeException(offset, earliest, end);
            }
            long moved = moveEarliest(offset);
            batches().trim(moved);
            return moved;
        } finally {
            release();
        }
    }

    /** Drops by itself what is older or more than that, from now on, as {@link #trim} does. */
    public void retain(Retention rule) {
        retention = rule;
        if (!rule.keepsAll()) {
            source.limited(this);
        }
    }

    /** What it keeps. */
    public Retention retention() {
        return retention;
    }

    /** Drops what it does not have to keep, if anybody ever used it. */
    void applyRetention(long nowMillis) throws IOException {
        Content present = content;
        if (present != null) {
            hold();
            try {
                present.batches().applyRetention(nowMillis);
            } finally {
                release();
            }
        }
    }

    /** What lies below is gone, or about to go. Returns the earliest offset then. */
    synchronized long moveEarliest(long offset) {
        earliest = Math.max(earliest, offset);
        return earliest;
    }

    /**
     * Waits until those are done who read now, and may have found what lay below the earliest offset. False if the queue
     * is closed: what it holds goes in the end.
     */
    boolean awaitReaders() {
        return readers.turn();
    }

    private Held look() throws QueueClosedException {
        Held look = readers.tryHold();
        if (look == null) {
            throw new QueueClosedException();
        }
        return look;
    }

    private RunReader reader() throws IOException {
        return content().reader();
    }

    // --- lifetime

    private void hold() throws QueueClosedException {
        if (!tryHold()) {
            throw new QueueClosedException();
        }
    }

    /** Keeps the memory until {@link #release}; false if the queue is closed, and nothing is held. */
    @Override
    public boolean tryHold() {
        return users.tryEnter();
    }

    /** Ends one {@link #tryHold}. */
    @Override
    public void release() {
        if (users.leave()) {
            free();
        }
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return users.isClosed();
    }

    /**
     * Makes all further use fail; the memory goes back when the last that holds the queue is done.
     *
     * @return false if it was closed before
     */
    public boolean close() {
        if (users.close() < 0) {
            return false;
        }
        readers.close(this::release);
        return true;
    }

    /**
     * What it keeps on the disk, if anything, goes when nobody uses it any more.
     *
     * @param name of its folder, beside others, until then
     */
    public void dropFiles(String name) throws IOException {
        Content present = openOrDropped();
        if (present != null) {
            present.batches().dropFiles(name);
        } else {
            source.drop(name);
        }
    }

    /** Null if it is not open, and cannot be opened any more. */
    private synchronized @Nullable Content openOrDropped() {
        dropped = content == null;
        return content;
    }

    private synchronized void free() {
        Content present = content;
        if (present != null) {
            present.batches().free();
        }
        afterwards.run();
    }
}
