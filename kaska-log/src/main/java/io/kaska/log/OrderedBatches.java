package io.kaska.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a log in the order of their offsets, by what stands in the segments alone: for where the index is of no
 * use. A batch is never lower than its segment's first offset, so no more than a segment's batches are kept at a time,
 * and a few that arrived late. For one thread.
 */
final class OrderedBatches {
    private final StoredLog log;
    private final ArrayDeque<StoredSegment> left;
    private final OffsetQueue found = new OffsetQueue();
    private long from;

    /** @param from where to begin in the first of the segments */
    OrderedBatches(StoredLog log, List<StoredSegment> segments, long from) {
        this.log = log;
        this.left = new ArrayDeque<>(segments);
        this.from = from;
    }

    /** The first batch, from where this stands, that ends behind an offset; it stays. Null if there is none. */
    @Nullable
    StoredBatch firstBehind(long offset) throws IOException {
        while (true) {
            while (!left.isEmpty() && (found.isEmpty() || left.getFirst().first() <= found.offset())) {
                collect(left.removeFirst());
            }
            if (found.isEmpty()) {
                return null;
            }
            StoredBatch batch = at(found.position());
            if (batch != null && batch.end() > offset) {
                return batch;
            }
            found.remove();
        }
    }

    private void collect(StoredSegment segment) throws IOException {
        long place = from;
        from = DataSegment.FIRST_BATCH;
        try {
            var scan = new SegmentScan(log.bytes(segment), segment.header().salt(), place, segment.writtenEnd());
            for (var step = scan.step(); step != SegmentScan.Found.END; step = scan.step()) {
                if (step == SegmentScan.Found.BATCH) {
                    found.add(scan.offset(), segment.position(scan.place()));
                }
            }
        } catch (NoSuchFileException e) {
            return; // deleted since its head was read
        } catch (UncheckedIOException e) {
            return; // what the disk can read of it was found
        }
    }

    private @Nullable StoredBatch at(long position) throws IOException {
        StoredSegment segment = log.segment(position >>> 32);
        if (segment == null) {
            return null;
        }
        try {
            return new StoredBatch(segment, log.bytes(segment), position & 0xFFFF_FFFFL);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
