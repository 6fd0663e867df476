package io.kaska.log;

import io.kaska.log.LogFinding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a log from offset to offset, batch by batch: by the index, and where that leads nowhere by what stands in
 * the segments. What it gives is whole, or is told to be lost. A broker may write the log meanwhile; then the walk ends
 * where the log ended when it began. For one thread.
 */
final class LogWalk {
    /** A part of the log: a batch that is whole, or messages that are lost. Its end is where the walk goes on. */
    sealed interface Stretch permits StoredBatch, LostMessages {
        long end();
    }

    private final StoredLog log;
    private final long knownEnd;
    private final long limit;
    private final long lowest;
    private long offset;
    private @Nullable OrderedBatches all;
    private @Nullable OrderedBatches newest;

    private LogWalk(StoredLog log, long from, long limit) {
        this.log = log;
        this.knownEnd = log.knownEnd();
        this.limit = limit;
        this.lowest = log.lowest();
        this.offset = from;
    }

    /** Through a log that nobody uses, to the last batch that can be found. */
    static LogWalk through(StoredLog log, long from) {
        return new LogWalk(log, Math.max(from, log.earliest()), Long.MAX_VALUE);
    }

    /** Through a log that is in use, to the end that the index shows now. */
    static LogWalk untilNow(StoredLog log) throws IOException {
        long end = log.knownEnd();
        while (log.index().position(end) != 0) {
            end++;
        }
        return new LogWalk(log, log.earliest(), end);
    }

    /** The offset that is next. */
    long offset() {
        return offset;
    }

    /** Where the walk ends at the latest; the highest possible if that is not known. */
    long limit() {
        return limit;
    }

    /** The next part; null at the end. */
    @Nullable
    Stretch next() throws IOException {
        if (offset >= limit) {
            return null;
        }
        Stretch next = byIndex();
        if (!(next instanceof StoredBatch) && isInUse()) {
            log.forgetBytes(); // what was read may be older than what is there
            next = byIndex();
        }
        if (next == null) {
            next = bySegments();
        }
        if (next != null) {
            offset = next.end();
        }
        return next;
    }

    private boolean isInUse() {
        return limit != Long.MAX_VALUE;
    }

    private @Nullable Stretch byIndex() throws IOException {
        long position = log.index().position(offset);
        StoredSegment segment = log.segment(position >>> 32);
        if (segment == null) {
            return null;
        }
        try {
            StoredBatch batch = batchAt(segment, position & 0xFFFF_FFFFL);
            return batch == null ? null : whole(batch);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return null; // deleted meanwhile, or the disk cannot read it: as if the index named nothing
        }
    }

    private @Nullable StoredBatch batchAt(StoredSegment segment, long place) throws IOException {
        StoredFile file = log.bytes(segment);
        if (place + Batch.ENDS > file.end()) {
            return null;
        }
        var scan = new SegmentScan(file, segment.header().salt(), place, place + Batch.ENDS);
        boolean right = scan.step() == SegmentScan.Found.BATCH
                && scan.offset() <= offset
                && offset < scan.offset() + scan.count();
        return right ? new StoredBatch(segment, file, place) : null;
    }

    /** The batch if its messages are whole; else they are lost. */
    private Stretch whole(StoredBatch batch) {
        StoredBatch.Mismatch mismatch = mismatch(batch);
        if (mismatch == null) {
            return batch;
        }
        var finding = new LogFinding(
                Severity.DAMAGE,
                batch.path(),
                batch.place(),
                mismatch.expected(),
                mismatch.found(),
                Math.max(offset, batch.offset()),
                batch.end());
        return new LostMessages(batch.end(), finding, false);
    }

    private static StoredBatch.@Nullable Mismatch mismatch(StoredBatch batch) {
        try {
            return batch.mismatch();
        } catch (UncheckedIOException e) {
            return new StoredBatch.Mismatch("bytes that can be read", LogCheck.reason(e.getCause()));
        }
    }

    // --- where the index leads nowhere

    private @Nullable Stretch bySegments() throws IOException {
        StoredBatch batch = behind();
        if (batch != null && batch.offset() <= offset) {
            return whole(batch);
        }
        long end = batch != null ? batch.offset() : isInUse() ? limit : knownEnd;
        return end <= offset ? null : lost(nextByIndex(Math.min(end, limit)));
    }

    /** Where the index leads to a batch again: there may be some behind bytes that the disk cannot read. */
    private long nextByIndex(long end) throws IOException {
        long missing = offset;
        long wrong = log.index().position(missing);
        try {
            for (offset = missing + 1; offset < end; offset++) {
                long position = log.index().position(offset);
                if (position != wrong && position != 0 && byIndex() != null) {
                    return offset;
                }
                wrong = position;
            }
            return end;
        } finally {
            offset = missing;
        }
    }

    /** The first batch behind the offset. At the end only what was written since the last checkpoint is looked at. */
    private @Nullable StoredBatch behind() throws IOException {
        if (all == null && offset >= knownEnd) {
            if (newest == null) {
                newest = sinceLastCheckpoint();
            }
            StoredBatch batch = newest.firstBehind(offset);
            if (batch == null || batch.offset() <= offset) {
                return batch;
            }
        }
        if (all == null) {
            all = new OrderedBatches(log, log.segments(), DataSegment.FIRST_BATCH);
        }
        return all.firstBehind(offset);
    }

    private OrderedBatches sinceLastCheckpoint() {
        var segments = log.segments();
        int i = segments.size() - 1;
        while (i > 0 && segments.get(i).checkpoint() == null) {
            i--;
        }
        return i < 0
                ? new OrderedBatches(log, segments, DataSegment.FIRST_BATCH)
                : new OrderedBatches(
                        log,
                        segments.subList(i, segments.size()),
                        segments.get(i).tail());
    }

    private LostMessages lost(long end) throws IOException {
        if (isInUse()) {
            log.refresh();
        }
        long position = log.index().position(offset);
        long number = position >>> 32;
        boolean deleted = log.lowest() > lowest && (number == 0 ? end <= firstThatIsThere() : number < log.lowest());
        var finding = new LogFinding(
                Severity.DAMAGE,
                number == 0 ? log.folder : DataSegment.path(log.folder, number),
                number == 0 ? -1 : position & 0xFFFF_FFFFL,
                "a batch with them",
                "none",
                offset,
                end);
        return new LostMessages(end, finding, deleted);
    }

    private long firstThatIsThere() {
        var segments = log.segments();
        return segments.isEmpty() ? Long.MAX_VALUE : segments.getFirst().first();
    }
}
