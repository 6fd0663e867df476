package io.kaska.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds batches of a log, and gives out only what is whole: a header is looked at each time, table and bodies once since
 * the start, if a former process wrote them. Where the index is wrong it looks for the batch itself, and mends the index.
 *
 * <p>Safe for use by many threads.
 */
final class LogReader implements BatchFinder {
    private static final int LONGEST_LOOK_BACK = 1 << 20;

    private final QueueLog log;
    private final LogIndex index;

    LogReader(QueueLog log, LogIndex index) {
        this.log = log;
        this.index = index;
    }

    @Override
    public void find(long offset, Holder holder, BatchPlace found) throws IOException {
        long position = index.position(offset);
        String problem = tryOpen(position, offset, holder, found);
        if (problem == null) {
            return;
        }
        long elsewhere = search(offset);
        if (elsewhere != 0 && elsewhere != position && tryOpen(elsewhere, offset, holder, found) == null) {
            mend(found, elsewhere);
            return;
        }
        throw new DamagedBatchException(problem, nextAfter(position, offset, problem));
    }

    /** Returns what is wrong; null if the batch is there, and held. */
    private @Nullable String tryOpen(long position, long offset, Holder holder, BatchPlace found) throws IOException {
        DataSegment segment = position == 0 ? null : log.segment(position >>> 32);
        if (segment == null) {
            return "message %,d of %s is lost: no batch with it was found"
                    .formatted(offset, log.files().folder());
        }
        if (segment.damage != null) {
            return "message %,d is lost: %s".formatted(offset, segment.damage.getMessage());
        }
        Mapping mapping = segment.file.acquire();
        boolean taken = false;
        try {
            String problem = problemOf(segment, mapping, position & 0xFFFF_FFFFL, offset);
            if (problem == null) {
                taken = !holder.holds(mapping);
                if (taken) {
                    holder.takeOver(mapping);
                }
                found.set(mapping, position);
            }
            return problem;
        } finally {
            if (!taken) {
                mapping.release();
            }
        }
    }

    private static @Nullable String problemOf(DataSegment segment, Mapping mapping, long place, long offset) {
        if (place + Batch.ENDS > mapping.mappedEnd()) {
            return DamagedFileException.text(
                    segment.file.path, place, "a batch with message " + offset, "the end of the file");
        }
        int size = mapping.getInt(place + Batch.SIZE);
        long first = mapping.getLong(place + Batch.OFFSET);
        int count = mapping.getInt(place + Batch.COUNT) & Batch.COUNT_MASK;
        int check = BatchCheck.batch(segment.salt, mapping, place);
        if (check != mapping.getInt(place + Batch.CHECK) || size < Batch.ENDS || place + size > mapping.mappedEnd()) {
            return DamagedFileException.text(
                    segment.file.path,
                    place,
                    "a batch with message %d and the check %08x".formatted(offset, check),
                    "%08x".formatted(mapping.getInt(place + Batch.CHECK)));
        }
        if (offset < first || offset >= first + count) {
            return DamagedFileException.text(
                    segment.file.path,
                    place,
                    "a batch with message " + offset,
                    "one with messages %d to %d".formatted(first, first + count - 1));
        }
        if (!segment.isVerified(place)) {
            int crc = BatchCheck.crc(mapping, place, size);
            if (crc != mapping.getInt(place + Batch.CRC)) {
                return DamagedFileException.text(
                        segment.file.path,
                        place,
                        "messages %d to %d with the CRC-32C %08x"
                                .formatted(first, first + count - 1, mapping.getInt(place + Batch.CRC)),
                        "%08x".formatted(crc));
            }
            segment.markVerified(place);
        }
        return null;
    }

    // --- where the index is wrong

    /** The position of a batch by what stands in the segments alone; 0 if there is none. */
    private long search(long offset) throws IOException {
        long near = nearbyBatch(offset);
        long number = near >>> 32;
        for (DataSegment segment : log.segments()) {
            if (segment.damage == null && segment.number >= number && segment.first <= offset) {
                long from = segment.number == number ? near & 0xFFFF_FFFFL : DataSegment.FIRST_BATCH;
                long place = search(segment, from, offset);
                if (place != 0) {
                    return (segment.number << 32) | place;
                }
            }
        }
        return 0;
    }

    private static long search(DataSegment segment, long from, long offset) throws IOException {
        Mapping mapping = segment.file.acquire();
        try {
            var scan = new SegmentScan(mapping, segment.salt, from, DataSegment.writtenEnd(mapping));
            for (var found = scan.step(); found != SegmentScan.Found.END; found = scan.step()) {
                if (found == SegmentScan.Found.BATCH
                        && scan.offset() <= offset
                        && offset < scan.offset() + scan.count()) {
                    return scan.place();
                }
            }
            return 0;
        } finally {
            mapping.release();
        }
    }

    /** The position of a batch before an offset, by entries of the index that are right; 0 if there is none near. */
    private long nearbyBatch(long offset) throws IOException {
        var holder = new OneHolder();
        try {
            for (long back = 1; back <= LONGEST_LOOK_BACK && back <= offset; back *= 2) {
                long position = index.position(offset - back);
                if (tryOpen(position, offset - back, holder, new BatchPlace()) == null) {
                    return position;
                }
            }
            return 0;
        } finally {
            holder.release();
        }
    }

    private void mend(BatchPlace found, long position) throws IOException {
        long first = found.segments().getLong(position, Batch.OFFSET);
        int count = found.segments().getInt(position, Batch.COUNT) & Batch.COUNT_MASK;
        index.mend(first, count, position);
        LogStore.LOG.warn(
                "the index of {} was wrong for message {}, and is mended",
                log.files().folder(),
                first);
    }

    /** The first offset behind those that share the damage. */
    private long nextAfter(long position, long offset, String problem) throws IOException {
        long end = log.end();
        long next = offset + 1;
        while (next < end && index.position(next) == position) {
            next++;
        }
        LogStore.LOG.error("messages {} to {} cannot be read: {}", offset, next - 1, problem);
        return next;
    }
}
