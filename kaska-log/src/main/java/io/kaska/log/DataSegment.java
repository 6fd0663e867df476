package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of a queue's batches.
 *
 * <pre>
 *     0  48  head: see {@link FileHeader}
 *    48   8  allocated: all that was ever written lies before this place
 *    56   8  the same with every bit turned
 *    64  56  checkpoint A: see {@link Checkpoint}
 *   128  56  checkpoint B
 *   192   -  batches and dead room, each at a multiple of 8: see {@link Batch}, {@link SegmentScan}
 * </pre>
 *
 * Batches follow one another without a hole in the chain: each begins with its size, also while it is only room that is
 * set aside. One of more than {@link Batch#LARGEST_SHARED} bytes ends with its page, because pages are allocated as
 * its bytes come, and zeros are written over them then.
 *
 * <p>What changes is guarded by the monitor of the {@link QueueLog}, but for the bytes.
 */
final class DataSegment implements Extent {
    static final int FIRST_BATCH = 192;

    static final int ALLOCATED = 48;
    static final int[] CHECKPOINTS = {64, 128};
    private static final String SUFFIX = ".data";

    final long number;
    final MappedFile file;
    /** The offset that the queue's next batch was to get when the segment was made. */
    private final long first;

    final long salt;

    /** Why nothing in it can be read; null if it can. */
    final @Nullable IOException damage;

    long tail = FIRST_BATCH; // the first place that is not set aside
    long ready = FIRST_BATCH; // all from the tail to here can be written; or no more than the tail
    boolean dirty; // written since the last flush
    boolean changed; // since the last checkpoint
    int open; // reservations in here that are not finished
    boolean cut; // more is missing than a loss of power explains
    boolean lookThrough; // at the start, as it has no checkpoint, or a damaged one
    private long top; // one more than the highest offset in here, or 0
    private long timestamp; // of the last batch
    private long writtenEnd;
    private long checkpointNumber;

    /** What was found whole of that which was here at the start; null if nothing was. */
    private @Nullable VerifiedBatches verified;

    private long verifiedEnd;

    private DataSegment(MappedFile file, FileHeader header, @Nullable IOException damage) {
        this.file = file;
        this.number = header.number();
        this.first = header.first();
        this.salt = header.salt();
        this.damage = damage;
    }

    static Path path(Path folder, long number) {
        return folder.resolve("%010d%s".formatted(number, SUFFIX));
    }

    /** The number of a segment by the name of its file; -1 if it is none. */
    static long numberOf(String name) {
        return FileNumbers.parse(name, SUFFIX);
    }

    /**
     * Makes the file; the caller holds its mapping.
     *
     * @param flush whose folder it is, if head and name are to reach the disk before anything else can: a file with a bad
     *     head is a damaged one then, and never one that was being made when the power went; and an entry of the index that
     *     names a segment means that there was one
     */
    static DataSegment create(MappedFile file, FileHeader header, @Nullable LogFiles flush) throws IOException {
        Mapping mapping = file.create();
        try {
            mapping.allocate(0, Steps.PAGE, Steps.PAGE);
            header.put(mapping);
            var segment = new DataSegment(file, header, null);
            segment.allocated(mapping, Steps.PAGE);
            if (flush != null) {
                mapping.flush();
                flush.flushFolder();
            }
            return segment;
        } catch (IOException | RuntimeException | Error e) {
            mapping.release();
            throw e;
        }
    }

    /** One that is there. */
    static DataSegment of(MappedFile file, FileHeader header) {
        return new DataSegment(file, header, null);
    }

    /** One whose file is gone or cannot be understood. */
    static DataSegment damaged(MappedFile file, long number, IOException damage) {
        return new DataSegment(file, new FileHeader(FileHeader.SEGMENT, 0, 0, number, 0), damage);
    }

    // --- what it says about itself

    /** The newest checkpoint, or one that says that nothing is known. */
    Checkpoint lastCheckpoint(Mapping mapping) {
        Checkpoint last = Checkpoint.none(FIRST_BATCH, first, 0);
        for (int place : CHECKPOINTS) {
            Checkpoint one = Checkpoint.get(mapping, place, salt);
            if (one != null && one.number() > last.number()) {
                last = one;
            }
        }
        return last;
    }

    /** The place of a checkpoint that is not whole; 0 if there is none. */
    int tornCheckpoint(Mapping mapping) {
        for (int place : CHECKPOINTS) {
            if (!Checkpoint.isBlank(mapping, place) && Checkpoint.get(mapping, place, salt) == null) {
                return place;
            }
        }
        return 0;
    }

    void restore(Checkpoint last) {
        tail = last.tail();
        ready = last.tail();
        top = last.top();
        timestamp = last.timestamp();
        checkpointNumber = last.number();
    }

    /** What the next checkpoint is to say; one that is never written leaves the last two in place. */
    Checkpoint nextCheckpoint(long end, long earliest) {
        return new Checkpoint(checkpointNumber + 1, tail, end, top, timestamp, earliest);
    }

    void write(Checkpoint checkpoint, Mapping mapping) {
        checkpoint.put(mapping, CHECKPOINTS[(int) (checkpoint.number() & 1)], salt);
        checkpointNumber = checkpoint.number();
    }

    /** Takes note that something may be written before {@code end} from now on. */
    void allocated(Mapping mapping, long end) {
        if (end <= writtenEnd) {
            return;
        }
        writtenEnd = end;
        mapping.putLong(ALLOCATED, end);
        mapping.putLong(ALLOCATED + Long.BYTES, ~end);
    }

    /** Where all that was ever written ends, at the latest. */
    static long writtenEnd(FileView file) {
        long end = file.getLong(ALLOCATED);
        return isWhole(file, end) && end <= file.end() ? end : file.end();
    }

    /** Whether the file lacks what it had since it was made: no loss of power does that. */
    static boolean isCut(Mapping mapping) {
        return mapping.openedSize() < Steps.PAGE || !isWhole(mapping, mapping.getLong(ALLOCATED));
    }

    private static boolean isWhole(FileView file, long end) {
        return end >= Steps.PAGE && end == ~file.getLong(ALLOCATED + Long.BYTES);
    }

    // --- batches

    /** Takes note of a batch in here. */
    void note(long end, long batchTimestamp) {
        top = Math.max(top, end);
        timestamp = Math.max(timestamp, batchTimestamp);
    }

    @Override
    public long first() {
        return first;
    }

    /** One more than the highest offset in here; 0 if there is none. */
    @Override
    public long top() {
        return top;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public long bytes() {
        return tail;
    }

    /** Where the room ends that begins at a place. */
    static long next(long place, int size) {
        long end = (place + size + 7) & -8;
        return size > Batch.LARGEST_SHARED ? Steps.pageEnd(end) : end;
    }

    /** What lies before {@code end} was written by a former process, and is looked at before it is given out. */
    void verifyBefore(long end) {
        verified = new VerifiedBatches(end);
        verifiedEnd = end;
    }

    boolean isVerified(long place) {
        VerifiedBatches known = verified;
        return known == null || place >= verifiedEnd || known.contains(place);
    }

    void markVerified(long place) {
        VerifiedBatches known = verified;
        if (known != null && place < verifiedEnd) {
            known.add(place);
        }
    }
}
