package io.kaska.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a folder holds after whatever happened to it. What the last checkpoint covers is taken as it is; what
 * was written since is looked through, header by header, and each batch with its CRC.
 *
 * <p>A batch says how far it was ahead of what was safe when it was appended (its <i>lag</i>). So offsets below the
 * highest {@code offset - lag} were safe: where one is missing the disk has lost it, which is told and kept as damage.
 * What is missing at or above was never acknowledged, nor shown, so the log ends there, and what lies behind is made
 * dead room. Without a flush for each message the lag is 0, and nothing whole is ever given up.
 *
 * <p>For one thread, once.
 */
final class LogRecovery {
    private final LogFiles files;
    private final LogIndex index;
    private final List<DataSegment> segments = new ArrayList<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final TreeMap<Long, Long> whole = new TreeMap<>(); // offsets of whole batches: from, and until
    private final List<DataSegment> scanned = new ArrayList<>();
    private long safe; // all offsets below were safe
    private long timestamp;
    private long indexEnd; // of the offsets that can be written into the index

    LogRecovery(LogFiles files) {
        this.files = files;
        this.index = new LogIndex(files);
    }

    RecoveredLog recover() throws IOException {
        List<Long> indexNumbers = readNames();
        int from = lastWithCheckpoint();
        Checkpoint start = from < 0 ? Checkpoint.none(0, firstOffset(), firstOffset()) : checkpoints.get(from);
        long earliest = start.earliest();
        if (!openIndex(indexNumbers, earliest, start.end()) && from >= 0) {
            LogStore.LOG.warn("the index of {} is missing or damaged, and is made anew", files.folder());
            from = -1;
            start = Checkpoint.none(0, earliest, earliest);
        }
        safe = start.end();
        whole.put(start.end(), start.end());
        List<long[]> late = late(start.end());
        index.restoreEnd(start.end());
        index.dropBeyond(start.end());
        for (long[] entry : late) {
            add(entry[0], (int) entry[1], entry[2]);
        }
        scanFrom(from, start.tail());
        long end = end(start.end());
        LogIndex.releaseAll(index.cool());
        return new RecoveredLog(index, segments, active(), scanned, new QueueState(end, earliest, timestamp));
    }

    // --- what is there

    private List<Long> readNames() throws IOException {
        TreeMap<Long, String> numbers = new TreeMap<>();
        List<Long> indexNumbers = new ArrayList<>();
        for (String name : files.list()) {
            long number = DataSegment.numberOf(name);
            if (number > 0) {
                numbers.put(number, name);
            } else if (LogIndex.numberOf(name) >= 0) {
                indexNumbers.add(LogIndex.numberOf(name));
            } else if (!name.startsWith("%") && !name.startsWith(".")) {
                LogStore.LOG.warn(
                        "{} is no file of Kaska, and is left alone",
                        files.folder().resolve(name));
            }
        }
        if (!numbers.isEmpty()) {
            for (long number = numbers.firstKey(); number <= numbers.lastKey(); number++) {
                open(number);
            }
        }
        indexNumbers.sort(null);
        return indexNumbers;
    }

    private void open(long number) throws IOException {
        MappedFile file = files.file(DataSegment.path(files.folder(), number));
        DataSegment segment;
        Checkpoint last;
        Mapping mapping = null;
        try {
            mapping = file.acquire();
            segment = DataSegment.of(file, FileHeader.get(mapping, file.path, FileHeader.SEGMENT, number));
            last = segment.lastCheckpoint(mapping);
            segment.restore(last);
            segment.verifyBefore(mapping.mappedEnd());
            timestamp = Math.max(timestamp, last.timestamp());
        } catch (NoSuchFileException | DamagedFileException e) {
            IOException damage = e instanceof DamagedFileException d
                    ? d
                    : new DamagedFileException(file.path, 0, "a segment", "no file");
            LogStore.LOG.error("what is in it cannot be read: {}", damage.getMessage());
            segment = DataSegment.damaged(file, number, damage);
            last = Checkpoint.none(0, 0, 0);
        } finally {
            if (mapping != null) {
                mapping.release();
            }
        }
        segments.add(segment);
        checkpoints.add(last);
    }

    private int lastWithCheckpoint() {
        int i = segments.size() - 1;
        while (i >= 0 && checkpoints.get(i).number() == 0) {
            i--;
        }
        return i;
    }

    private long firstOffset() {
        return segments.stream()
                .filter(segment -> segment.damage == null)
                .mapToLong(segment -> segment.first)
                .min()
                .orElse(0);
    }

    /** False if a file is missing or damaged; then all are to be made anew. */
    private boolean openIndex(List<Long> numbers, long earliest, long end) throws IOException {
        List<MappedFile> there = new ArrayList<>();
        boolean good = true;
        for (long number : numbers) {
            MappedFile file = files.file(LogIndex.path(files.folder(), number));
            there.add(file);
            good &= isGood(file, number);
        }
        long first = LogIndex.numberFor(earliest);
        long last = end == earliest ? first - 1 : LogIndex.numberFor(end - 1);
        for (long number = first; number <= last; number++) {
            good &= numbers.contains(number);
        }
        if (!numbers.isEmpty()) {
            good &= numbers.getLast() - numbers.getFirst() == numbers.size() - 1;
        }
        if (good) {
            index.restore(numbers.isEmpty() ? 0 : numbers.getFirst(), there);
        } else {
            for (MappedFile file : there) {
                files.delete(file);
            }
        }
        return good;
    }

    private static boolean isGood(MappedFile file, long number) throws IOException {
        Mapping mapping = file.acquire();
        try {
            FileHeader.get(mapping, file.path, FileHeader.INDEX, number);
            return true;
        } catch (DamagedFileException e) {
            LogStore.LOG.warn("{}", e.getMessage());
            return false;
        } finally {
            mapping.release();
        }
    }

    // --- what was written since the last checkpoint

    /**
     * Batches that were published since, in room from before: their entries in the index were flushed with them. Also
     * those of which the segment is gone, so that their offsets are not given again.
     */
    private List<long[]> late(long from) throws IOException {
        List<long[]> found = new ArrayList<>();
        long offset = from;
        for (long position = index.position(offset); position != 0; position = index.position(offset)) {
            long[] batch = batchAt(position, offset);
            if (batch == null) {
                break;
            }
            found.add(batch);
            offset += batch[1];
        }
        return found;
    }

    /** Offset, count and position; null if the entry is not right. */
    private long @Nullable [] batchAt(long position, long offset) throws IOException {
        long i = segments.isEmpty() ? -1 : (position >>> 32) - segments.getFirst().number;
        if (i < 0) {
            return null;
        }
        if (i >= segments.size() || segments.get((int) i).damage != null) {
            return new long[] {offset, 1, position};
        }
        DataSegment segment = segments.get((int) i);
        Mapping mapping = segment.file.acquire();
        try {
            long place = position & 0xFFFF_FFFFL;
            var scan = new SegmentScan(mapping, segment.salt, place, mapping.mappedEnd());
            boolean right = scan.step() == SegmentScan.Found.BATCH && scan.offset() == offset && scan.isWhole();
            if (!right) {
                return null;
            }
            segment.note(offset + scan.count(), scan.timestamp());
            timestamp = Math.max(timestamp, scan.timestamp());
            return new long[] {offset, scan.count(), position};
        } finally {
            mapping.release();
        }
    }

    private void scanFrom(int first, long tail) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            DataSegment segment = segments.get(i);
            if (segment.damage == null && (i >= first || checkpoints.get(i).number() == 0)) {
                scan(segment, i == first ? tail : DataSegment.FIRST_BATCH);
            }
        }
    }

    private void scan(DataSegment segment, long from) throws IOException {
        Mapping mapping = segment.file.acquire();
        try {
            var scan = new SegmentScan(mapping, segment.salt, from, DataSegment.writtenEnd(mapping));
            for (var found = scan.step(); found != SegmentScan.Found.END; found = scan.step()) {
                switch (found) {
                    case BATCH -> take(segment, scan);
                    case GAP ->
                        LogStore.LOG.warn(
                                "{}: the bytes from {} to {} are no batch; what was there was not finished, or is damaged",
                                segment.file,
                                scan.place(),
                                scan.end());
                    case RESERVED, END -> {}
                }
            }
            segment.tail = scan.place();
            segment.ready = scan.place();
            if (scan.place() != from) {
                scanned.add(segment);
            }
        } finally {
            mapping.release();
        }
    }

    private void take(DataSegment segment, SegmentScan scan) throws IOException {
        long offset = scan.offset();
        int count = scan.count();
        if (!scan.isWhole()) {
            LogStore.LOG.warn(
                    "{}: the batch at {}, messages {} to {}, is not whole",
                    segment.file,
                    scan.place(),
                    offset,
                    offset + count - 1);
            writeIndex(offset, count, segment.number << 32 | scan.place());
            return;
        }
        segment.markVerified(scan.place());
        segment.note(offset + count, scan.timestamp());
        timestamp = Math.max(timestamp, scan.timestamp());
        safe = Math.max(safe, offset - scan.lag());
        add(offset, count, segment.number << 32 | scan.place());
    }

    private void add(long offset, int count, long position) throws IOException {
        long end = offset + count;
        writeIndex(offset, count, position);
        Map.Entry<Long, Long> before = whole.floorEntry(offset);
        if (before != null && before.getValue() >= offset) {
            whole.put(before.getKey(), Math.max(before.getValue(), end));
        } else {
            whole.put(offset, end);
        }
    }

    private void writeIndex(long offset, int count, long position) throws IOException {
        long from = whole.firstKey();
        if (offset < from) {
            return; // known already
        }
        if (offset + count > indexEnd) {
            Mapping[] prepared = index.prepare(from, offset + count);
            indexEnd = index.preparedEnd(offset + count);
            LogIndex.releaseAll(index.heat(prepared, from, indexEnd));
        }
        index.put(offset, count, position);
    }

    // --- where it ends

    private long end(long from) throws IOException {
        long end = from;
        for (Map.Entry<Long, Long> part : whole.entrySet()) {
            if (part.getKey() > end) {
                if (end >= safe) {
                    giveUp(end, part.getKey());
                    return end;
                }
                LogStore.LOG.error(
                        "messages {} to {} of {} are lost: the disk does not hold them",
                        end,
                        part.getKey() - 1,
                        files.folder());
            }
            end = Math.max(end, part.getValue());
        }
        return Math.max(end, safe);
    }

    /** What lies behind a message that was never acknowledged was not either: its offsets will be given again. */
    private void giveUp(long end, long next) throws IOException {
        LogStore.LOG.warn(
                "{} ends at message {}, which was not finished; messages from {} on were not acknowledged, and go",
                files.folder(),
                end,
                next);
        for (DataSegment segment : scanned) {
            Mapping mapping = segment.file.acquire();
            try {
                var scan = new SegmentScan(
                        mapping, segment.salt, DataSegment.FIRST_BATCH, DataSegment.writtenEnd(mapping));
                for (var found = scan.step(); found != SegmentScan.Found.END; found = scan.step()) {
                    if (found == SegmentScan.Found.BATCH && scan.offset() >= end) {
                        mapping.putInt(
                                scan.place() + Batch.CHECK,
                                BatchCheck.reserved(segment.salt, scan.place(), scan.size()));
                    }
                }
            } finally {
                mapping.release();
            }
        }
    }

    private @Nullable DataSegment active() {
        return segments.isEmpty() || segments.getLast().damage != null ? null : segments.getLast();
    }
}
