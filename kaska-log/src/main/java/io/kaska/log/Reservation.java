package io.kaska.log;

import java.nio.ByteBuffer;

/**
 * Room for a batch that is arriving. Its bytes are received straight into the place where they will be kept: into
 * {@link #window}, again and again until {@link #isComplete}. Then {@link #publish} gives the messages their offsets and
 * shows them to readers; until then nobody sees them and nobody waits for them. {@link #abandon} gives the room back.
 *
 * <p>Exactly one of the two must be called, once ({@code abandon} also when {@code publish} threw). For one thread.
 */
public final class Reservation {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final MessageQueue queue;
    final int count;
    /** Of the whole batch, in bytes. */
    final int size;
    /** Where its bytes lie: the queue's own segments, or, for a large batch, some of its own until it is published. */
    final Segments segments;
    /** In those segments. */
    final long position;

    private final boolean single;
    private boolean headed;
    private int next; // the place in the batch behind the open window
    private int unfinished; // the bytes counted as such in the store
    private ByteBuffer window = NOTHING;

    private Reservation(
            MessageQueue queue, int count, boolean single, int size, Segments segments, long position, int unfinished) {
        this.queue = queue;
        this.count = count;
        this.single = single;
        this.size = size;
        this.segments = segments;
        this.position = position;
        this.unfinished = unfinished;
        this.next = single ? Batch.bodies(1) : Batch.ENDS;
    }

    /** In a block of the queue, which has set the room aside and counted it as unfinished. */
    static Reservation shared(
            MessageQueue queue, int count, boolean single, int size, Segments segments, long position) {
        return new Reservation(queue, count, single, size, segments, position, Batch.aligned(size));
    }

    /** In blocks of its own. */
    static Reservation large(MessageQueue queue, int count, boolean single, int size) throws StorageExhaustedException {
        Reservation large = new Reservation(queue, count, single, size, new Segments(), 0, 0);
        large.addBlock();
        return large;
    }

    static boolean isLarge(int size) {
        return size > Batch.LARGEST_SHARED;
    }

    private boolean isLarge() {
        return isLarge(size);
    }

    /** Says that each message begins with a head: {@link #publish} checks them. To be called before anything arrives. */
    public Reservation withHeads() {
        headed = true;
        return this;
    }

    /** Whether all bytes have arrived. */
    public boolean isComplete() {
        return next == size && !window.hasRemaining();
    }

    /**
     * Where the next bytes go: a direct buffer with room, valid until this reservation ends. Receiving moves its
     * position. Not to be asked for when complete.
     *
     * @throws StorageExhaustedException if there is no room for more; what is left is to abandon
     */
    public ByteBuffer window() throws StorageExhaustedException {
        if (!window.hasRemaining()) {
            if (isLarge() && Segments.LARGE.blockOf(next) == segments.blockCount()) {
                addBlock();
            }
            int piece = Segments.contiguous(next, size - next);
            window = segments.buffer(position, next, piece);
            next += piece;
        }
        return window;
    }

    private void addBlock() throws StorageExhaustedException {
        int block = segments.blockCount();
        int bytes = (int) Math.min(Segments.LARGE.sizeOf(block), size - Segments.LARGE.startOf(block));
        segments.add(queue.store.takeUnfinished(bytes));
        unfinished += bytes;
    }

    /**
     * Appends the messages.
     *
     * @return the offset of the first
     * @throws InvalidBatchException if the table of a batch does not describe its messages, or a head is none
     * @throws StorageExhaustedException if there is no room for their index
     * @throws QueueClosedException if the queue was closed meanwhile
     */
    public long publish() throws InvalidBatchException, StorageExhaustedException, QueueClosedException {
        assert isComplete();
        if (single) {
            segments.putInt(position, Batch.ENDS, size - Batch.bodies(1));
        } else {
            checkTable();
        }
        if (headed) {
            checkHeads();
        }
        segments.putInt(position, Batch.SIZE, size);
        segments.putLong(position, Batch.SIZE + Integer.BYTES, 0);
        segments.putInt(position, Batch.COUNT, headed ? Batch.HEADS | count : count);
        segments.putInt(position, Batch.TABLE, 0);
        long offset = queue.publish(this);
        end();
        return offset;
    }

    private void checkTable() throws InvalidBatchException {
        int before = 0;
        for (int i = 1; i <= count; i++) {
            int end = segments.getInt(position, Batch.tablePlace(i));
            if (end <= before) {
                throw new InvalidBatchException("message %d of %d ends at %d, but begins at %d"
                        .formatted(i - 1, count, Integer.toUnsignedLong(end), before));
            }
            before = end;
        }
        if (before != size - Batch.bodies(count)) {
            throw new InvalidBatchException("the last of %d messages ends at %d, but %d bytes were sent"
                    .formatted(count, before, size - Batch.bodies(count)));
        }
    }

    private void checkHeads() throws InvalidBatchException {
        HeadCheck check =
                new HeadCheck(place -> segments.buffer(position, place, Segments.contiguous(place, size - place)));
        int start = Batch.bodies(count);
        for (int i = 0; i < count; i++) {
            int end = Batch.bodies(count) + segments.getInt(position, Batch.tablePlace(i + 1));
            check.check(i, start, end);
            start = end;
        }
    }

    /** Gives the room back; none of the bytes was ever seen. */
    public void abandon() {
        if (isLarge()) {
            segments.giveBack(queue.store.pool());
        } else {
            queue.giveBack(this);
        }
        end();
    }

    private void end() {
        queue.store.removeUnfinished(unfinished);
        queue.release();
    }
}
