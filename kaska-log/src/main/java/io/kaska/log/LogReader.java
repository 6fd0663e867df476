package io.kaska.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds batches of a log, and gives out only what is whole: a header is looked at each time, table and bodies once since
 * the start, if a former process wrote them. Where the index is wrong {@link BatchSearch} looks for the batch itself.
 *
 * <p>Safe for use by many threads.
 */
final class LogReader implements BatchFinder {
    private final QueueLog log;
    private final LogIndex index;
    private final BatchSearch search;
    private final DamageReport report;

    LogReader(QueueLog log, LogIndex index) {
        this.log = log;
        this.index = index;
        this.search = new BatchSearch(log, index);
        this.report = new DamageReport(log.files(), LogStore.LOG::error);
    }

    @Override
    public void find(long offset, Holder holder, BatchPlace found) throws IOException {
        try {
            if (!isNext(offset, holder, found)) {
                lookUp(offset, holder, found);
            }
        } catch (InternalError e) { // so the JVM says that a page which could be read once cannot any more
            throw damaged(
                    0,
                    offset,
                    "message %d of %s: %s".formatted(offset, log.files().folder(), e.getMessage()));
        }
    }

    private void lookUp(long offset, Holder holder, BatchPlace found) throws IOException {
        long position = index.position(offset);
        String problem = tryOpen(position, offset, holder, found);
        if (problem == null) {
            return;
        }
        long elsewhere = search.find(offset);
        if (elsewhere == 0 || elsewhere == position) {
            search.remember(offset);
            throw damaged(position, offset, problem);
        }
        String other = tryOpen(elsewhere, offset, holder, found);
        if (other != null) {
            throw damaged(elsewhere, offset, other);
        }
    }

    /**
     * Whether the batch is the one behind that which was found last, as it mostly is: then the index is not asked. A guess
     * that is wrong has no consequence.
     */
    private boolean isNext(long offset, Holder holder, BatchPlace found) {
        if (!found.isSet() || !(found.segments() instanceof Mapping mapping) || !holder.holds(mapping)) {
            return false;
        }
        DataSegment segment = log.segments().get(found.position() >>> 32);
        long before = LogIndex.placeIn(found.position());
        long place = DataSegment.next(before, mapping.getInt(before + Batch.SIZE));
        if (segment == null
                || place + Batch.ENDS > DataSegment.writtenEnd(mapping)
                || !canLookAt(segment, mapping, place, Batch.ENDS)
                || mapping.getLong(place + Batch.OFFSET) != offset
                || problemOf(segment, mapping, place, offset) != null) {
            return false;
        }
        found.set(mapping, segment.number << 32 | place);
        return true;
    }

    /** Returns what is wrong; null if the batch is there, and held. */
    private @Nullable String tryOpen(long position, long offset, Holder holder, BatchPlace found) throws IOException {
        DataSegment segment = LogIndex.isPosition(position) ? log.segments().get(position >>> 32) : null;
        if (segment == null) {
            return "message %d of %s is lost: no batch with it was found"
                    .formatted(offset, log.files().folder());
        }
        if (segment.damage != null) {
            return "message %d is lost: %s".formatted(offset, segment.damage.getMessage());
        }
        Mapping mapping = segment.file.acquire();
        boolean taken = false;
        try {
            String problem = problemOf(segment, mapping, LogIndex.placeIn(position), offset);
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

    /** Whether the disk can read the bytes of a batch; what was looked at before, or written by this process, it could. */
    private static boolean canLookAt(DataSegment segment, Mapping mapping, long place, int size) {
        return segment.isVerified(place) || mapping.isReadable(place, place + size);
    }

    private static String unreadable(DataSegment segment, long place, long offset) {
        return DamagedFileException.text(
                segment.file.path, place, "a batch with message " + offset, "a disk that cannot read it");
    }

    private static @Nullable String problemOf(DataSegment segment, Mapping mapping, long place, long offset) {
        if (place + Batch.ENDS > mapping.mappedEnd()) {
            return DamagedFileException.text(
                    segment.file.path, place, "a batch with message " + offset, "the end of the file");
        }
        if (!canLookAt(segment, mapping, place, Batch.ENDS)) {
            return unreadable(segment, place, offset);
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
        if (segment.isVerified(place)) {
            return null;
        }
        return mapping.isReadable(place, place + size)
                ? problemOfBodies(segment, mapping, place, size)
                : unreadable(segment, place, offset);
    }

    private static @Nullable String problemOfBodies(DataSegment segment, Mapping mapping, long place, int size) {
        int crc = BatchCheck.crc(mapping, place, size);
        if (crc == mapping.getInt(place + Batch.CRC)) {
            segment.markVerified(place);
            return null;
        }
        long first = mapping.getLong(place + Batch.OFFSET);
        int count = mapping.getInt(place + Batch.COUNT) & Batch.COUNT_MASK;
        return DamagedFileException.text(
                segment.file.path,
                place,
                "messages %d to %d with the CRC-32C %08x"
                        .formatted(first, first + count - 1, mapping.getInt(place + Batch.CRC)),
                "%08x".formatted(crc));
    }

    private DamagedBatchException damaged(long position, long offset, String problem) throws IOException {
        long end = log.end();
        long next = offset + 1;
        while (position != 0 && next < end && index.position(next) == position) {
            next++; // shares the damage
        }
        report.add(offset, next, problem);
        return new DamagedBatchException(problem, next);
    }
}
