package io.kaska.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Room for a batch that is arriving. Its bytes are received straight into the place where they will be kept: into
 * {@link #window}, again and again until {@link #isComplete}. Then {@link #publish} gives the messages their offsets and
 * shows them to readers; until then nobody sees them and nobody waits for them. {@link #abandon} gives the room back.
 *
 * <p>Exactly one of the two must be called, once ({@code abandon} also when {@code publish} threw). For one thread.
 */
public abstract class Reservation {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final MessageQueue queue;
    final int count;
    /** Of the whole batch, in bytes. */
    final int size;

    private final boolean single;
    private boolean headed;
    private boolean dated;
    private long givenOffset;
    private long givenMillis;
    private int next; // the place in the batch behind the open window
    private ByteBuffer window = NOTHING;
    private boolean published;

    Reservation(MessageQueue queue, int count, boolean single, int size) {
        this.queue = queue;
        this.count = count;
        this.single = single;
        this.size = size;
        this.next = single ? Batch.bodies(1) : Batch.ENDS;
    }

    /** Where the bytes lie. */
    abstract Segments segments();

    /** In those segments. */
    abstract long position();

    /** A view of bytes of the batch from a place on: at least one, at most so many. */
    abstract ByteBuffer openWindow(int from, int most) throws IOException;

    /** Gives back the room of what will not be published. */
    abstract void giveBackRoom();

    /** Whatever became of it, it is over. */
    abstract void end();

    /** Says that each message begins with a head: {@link #publish} checks them. To be called before anything arrives. */
    public Reservation withHeads() {
        headed = true;
        return this;
    }

    /**
     * Says which offset and time the messages had elsewhere: {@link #publish} appends them so, or not at all. Their
     * payloads may have no bytes then. To be called before anything arrives.
     */
    public Reservation withOffsetAndTime(long offset, long millis) {
        dated = true;
        givenOffset = offset;
        givenMillis = millis;
        return this;
    }

    /**
     * The time to publish with.
     *
     * @param offset that the batch gets
     * @param last the time of the batch before it, which is never passed backwards
     * @throws InvalidBatchException if the batch was to be somewhere else, or is from before that time
     */
    final long timestamp(long offset, long last, InstantSource clock) throws InvalidBatchException {
        if (!dated) {
            return Math.max(last, clock.millis());
        }
        if (givenOffset != offset) {
            throw new InvalidBatchException(
                    "the messages are those from offset %d on, but the topic goes on with offset %d"
                            .formatted(givenOffset, offset));
        }
        if (givenMillis < last) {
            throw new InvalidBatchException(
                    "the messages from offset %d on are of %s, but those before of %s: the times of"
                                    .formatted(
                                            givenOffset, Instant.ofEpochMilli(givenMillis), Instant.ofEpochMilli(last))
                            + " a topic never go back");
        }
        return givenMillis;
    }

    /** Whether all bytes have arrived. */
    public final boolean isComplete() {
        return next == size && !window.hasRemaining();
    }

    /**
     * Where the next bytes go: a direct buffer with room, valid until this reservation ends. Receiving moves its
     * position. Not to be asked for when complete.
     *
     * @throws StorageExhaustedException if there is no room for more; what is left is to abandon
     * @throws IOException if the disk failed; the same
     */
    public final ByteBuffer window() throws IOException {
        if (!window.hasRemaining()) {
            window = openWindow(next, size - next);
            next += window.remaining();
        }
        return window;
    }

    /**
     * Appends the messages.
     *
     * @return the offset of the first
     * @throws InvalidBatchException if the table of a batch does not describe its messages, or a head is none; or the offset or
     *     the time that it is to have cannot be given
     * @throws StorageExhaustedException if there is no room for their index
     * @throws QueueClosedException if the queue was closed meanwhile
     * @throws StorageFailedException if the disk failed; whether they are appended is not known before the next start
     */
    public final long publish() throws InvalidBatchException, IOException {
        assert isComplete();
        Segments segments = segments();
        if (single) {
            segments.putInt(position(), Batch.ENDS, size - Batch.bodies(1));
        } else {
            checkTable(segments);
        }
        if (headed) {
            checkHeads(segments);
        }
        segments.putInt(position(), Batch.COUNT, headed ? Batch.HEADS | count : count);
        segments.putInt(position(), Batch.TABLE, 0);
        seal();
        long offset = queue.publish(this);
        finish();
        return offset;
    }

    /**
     * Makes room for another batch like this one, where that takes time: for the thread that has published it and answered,
     * and would only wait for the next. May be called after {@link #publish}; never fails.
     */
    public final void makeRoomAhead() {
        queue.makeRoomAhead(size);
    }

    /** The last step before publication, when all but offset and time stands there. */
    void seal() {
        segments().putInt(position(), Batch.SIZE, size);
        segments().putLong(position(), Batch.CRC, 0);
    }

    private void checkTable(Segments segments) throws InvalidBatchException {
        int before = 0;
        for (int i = 1; i <= count; i++) {
            int end = segments.getInt(position(), Batch.tablePlace(i));
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

    private void checkHeads(Segments segments) throws InvalidBatchException {
        HeadCheck check = new HeadCheck(
                place -> segments.buffer(position(), place, segments.contiguous(position(), place, size - place)),
                dated ? 0 : 1);
        int start = Batch.bodies(count);
        for (int i = 0; i < count; i++) {
            int end = Batch.bodies(count) + segments.getInt(position(), Batch.tablePlace(i + 1));
            check.check(i, start, end);
            start = end;
        }
    }

    /** The queue shows it, or will after the next start: what follows can fail, but the room is in use. */
    final void markPublished() {
        published = true;
    }

    /** Gives the room back; none of the bytes was ever seen. */
    public final void abandon() {
        if (!published) {
            giveBackRoom();
        }
        finish();
    }

    private void finish() {
        end();
        queue.release();
    }
}
