package io.kaska.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a folder holds after whatever happened to it. What the last checkpoint covers is taken as it is; what
 * was written since is looked through, header by header, and each batch with its CRC. {@link RecoveredOffsets} says where
 * the log ends then; what lies behind is made dead room.
 *
 * <p>It may be cut short at any moment and begun anew, by a kill or a power loss: until the next checkpoint all that it
 * relies on stays as it is.
 *
 * <p>For one thread, once.
 */
final class LogRecovery {
    /** A batch that was found. */
    private record Found(DataSegment segment, long place, long offset, int count) {
        long position() {
            return segment.number << 32 | place;
        }
    }

    /** A segment that was looked through, and from where. */
    private record Scanned(DataSegment segment, long from) {}

    private final LogFiles files;
    private final RecoveryProgress progress;
    private final LogFolder folder;
    private final LogIndex index;
    private final List<Scanned> scanned = new ArrayList<>();
    private final List<Found> late = new ArrayList<>();
    private final List<Found> torn = new ArrayList<>();
    private final Set<DataSegment> changed = new LinkedHashSet<>();
    private RecoveredOffsets offsets = new RecoveredOffsets(0, 0);
    private RecoveredIndex entries;
    private int first; // of the segments that are looked through; all from here on
    private long tail; // from here, in the first
    private boolean namesLost; // the index names a segment that cannot be read
    private long highest = -1; // of the offsets of batches that were found, whole or not
    private long timestamp;
    private long looked; // at so many bytes

    LogRecovery(LogFiles files, RecoveryProgress progress) {
        this.files = files;
        this.progress = progress;
        this.folder = new LogFolder(files);
        this.index = new LogIndex(files);
        this.entries = new RecoveredIndex(index, 0);
    }

    RecoveredLog recover() throws IOException {
        boolean done = false;
        try {
            folder.open();
            RecoveredLog recovered = lookThrough();
            done = true;
            return recovered;
        } finally {
            entries.close();
            if (!done) {
                folder.close();
                index.close();
            }
        }
    }

    private RecoveredLog lookThrough() throws IOException {
        Checkpoint start = start();
        offsets = new RecoveredOffsets(start.end(), Math.max(start.end(), folder.highestEnd()));
        long lateEnd = findLate(start.end());
        if (!namesLost) {
            folder.dropBlankLast();
        }
        index.restoreEnd(lateEnd);
        index.dropBeyond(lateEnd);
        entries = new RecoveredIndex(index, start.end());
        for (Found batch : late) {
            entries.put(batch.offset, batch.count, batch.position()); // again, to be flushed with the batch
        }
        scanAll();
        long end = offsets.end();
        tellLost(end);
        giveUpFrom(end);
        return new RecoveredLog(
                index,
                folder.segments,
                active(),
                List.copyOf(changed),
                new QueueState(end, start.earliest(), timestamp),
                looked);
    }

    /** The checkpoint to begin at. Without the index all is looked through, to make it anew. */
    private Checkpoint start() throws IOException {
        int last = folder.lastWithCheckpoint();
        long earliest =
                last < 0 ? folder.firstOffset() : folder.checkpoints.get(last).earliest();
        long end = last < 0 ? earliest : folder.checkpoints.get(last).end();
        boolean hasIndex = folder.hasIndex(earliest, end);
        if (!hasIndex) {
            LogStore.LOG.warn("the index of {} is missing or damaged, and is made anew", files.folder());
        }
        // Where nothing is covered all is looked through anyhow; but only the index knows what was in a lost segment.
        if (!hasIndex || (last < 0 && !folder.hasDamage())) {
            folder.deleteIndex(0);
            last = -1;
            end = earliest;
        }
        index.restore(folder.indexFiles);
        first = last;
        boolean whole = last < 0 || folder.segments.get(last).lookThrough;
        tail = whole ? DataSegment.FIRST_BATCH : folder.checkpoints.get(last).tail();
        for (Checkpoint checkpoint : folder.checkpoints) {
            timestamp = Math.max(timestamp, checkpoint.timestamp());
        }
        return Checkpoint.none(0, end, earliest);
    }

    private boolean isScanned(int i, long place) {
        DataSegment segment = folder.segments.get(i);
        return segment.damage == null && (i > first || segment.lookThrough || (i == first && place >= tail));
    }

    // --- what was written since the last checkpoint into room from before

    /**
     * Finds batches that were published since the last checkpoint, in room from before: their entries in the index were
     * flushed with them, and so were all before. Also those of which the segment is gone, so that their offsets are not
     * given again.
     *
     * @return the end of the entries
     */
    private long findLate(long from) throws IOException {
        long offset = from;
        for (long position = index.position(offset); position != 0; position = index.position(offset)) {
            offset += lookAt(position, offset);
        }
        return offset;
    }

    /** Returns how many entries name the same batch, as far as that is known. */
    private int lookAt(long position, long offset) throws IOException {
        long place = LogIndex.placeIn(position);
        if (!LogIndex.isPosition(position)) {
            return 1;
        }
        long i = folder.segments.isEmpty() ? -1 : (position >>> 32) - folder.segments.getFirst().number;
        if (i < 0 || i >= folder.segments.size() || folder.segments.get((int) i).damage != null) {
            return takeLost(offset);
        }
        DataSegment segment = folder.segments.get((int) i);
        Mapping mapping = segment.file.acquire();
        try {
            var scan = new SegmentScan(mapping, segment.salt, place, mapping.mappedEnd());
            if (scan.step() != SegmentScan.Found.BATCH || scan.offset() != offset) {
                return segment.cut ? takeLost(offset) : 1;
            }
            if (!isScanned((int) i, place) && scan.isWhole()) {
                takeLate(new Found(segment, place, offset, scan.count()), scan);
            }
            return scan.count();
        } finally {
            mapping.release();
        }
    }

    private int takeLost(long offset) {
        namesLost = true;
        offsets.add(offset, 1);
        highest = Math.max(highest, offset);
        return 1;
    }

    private void takeLate(Found batch, SegmentScan scan) {
        late.add(batch);
        take(batch, scan);
        changed.add(batch.segment);
    }

    // --- what was written behind the last checkpoint

    private void scanAll() throws IOException {
        List<Scanned> parts = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < folder.segments.size(); i++) {
            if (isScanned(i, DataSegment.FIRST_BATCH) || i == first) {
                var part = new Scanned(folder.segments.get(i), i == first ? tail : DataSegment.FIRST_BATCH);
                parts.add(part);
                bytes += writtenSince(part);
            }
        }
        boolean told = bytes > RecoveryProgress.SMALL;
        progress.plan(told ? bytes : 0);
        for (Scanned part : parts) {
            scan(part, told);
        }
    }

    private static long writtenSince(Scanned part) throws IOException {
        Mapping mapping = part.segment.file.acquire();
        try {
            return Math.max(0, DataSegment.writtenEnd(mapping) - part.from);
        } finally {
            mapping.release();
        }
    }

    private void scan(Scanned part, boolean told) throws IOException {
        DataSegment segment = part.segment;
        long from = part.from;
        Mapping mapping = segment.file.acquire();
        try {
            var scan = new SegmentScan(mapping, segment.salt, from, DataSegment.writtenEnd(mapping));
            long shown = from;
            for (var found = scan.step(); found != SegmentScan.Found.END; found = scan.step()) {
                progress.add(told ? scan.place() - shown : 0);
                shown = scan.place();
                switch (found) {
                    case BATCH -> take(segment, scan);
                    case GAP -> tellGap(segment, scan.place(), scan.end());
                    case RESERVED, END -> {}
                }
            }
            long end = scan.place();
            long written = DataSegment.writtenEnd(mapping); // behind it are holes, which a full disk does not give
            boolean more = end + Long.BYTES <= written;
            if (more && (!mapping.isReadable(end, end + Long.BYTES) || mapping.getLong(end) != 0)) {
                tellGap(segment, end, written);
            }
            segment.tail = end;
            segment.ready = end;
            looked += end - from;
            progress.add(told ? Math.max(shown, written) - shown : 0);
            scanned.add(part);
            if (end != from) {
                changed.add(segment);
            }
        } finally {
            mapping.release();
        }
    }

    private static void tellGap(DataSegment segment, long from, long end) {
        LogStore.LOG.warn(
                "{}: the bytes from {} to {} are no batch; what was there was not finished, or is damaged",
                segment.file,
                from,
                end);
    }

    private void take(DataSegment segment, SegmentScan scan) throws IOException {
        var batch = new Found(segment, scan.place(), scan.offset(), scan.count());
        if (scan.isWhole()) {
            take(batch, scan);
            entries.put(batch.offset, batch.count, batch.position());
            return;
        }
        LogStore.LOG.warn(
                "{}: the batch at {}, messages {} to {}, is not whole",
                segment.file,
                batch.place,
                batch.offset,
                batch.offset + batch.count - 1);
        highest = Math.max(highest, batch.offset);
        torn.add(batch);
    }

    private void take(Found batch, SegmentScan scan) {
        batch.segment.markVerified(batch.place);
        batch.segment.note(batch.offset + batch.count, scan.timestamp());
        timestamp = Math.max(timestamp, scan.timestamp());
        highest = Math.max(highest, batch.offset);
        offsets.addSafe(batch.offset - scan.lag());
        offsets.add(batch.offset, batch.count);
    }

    // --- where it ends

    private void tellLost(long end) throws IOException {
        for (RecoveredOffsets.Range lost : offsets.lost()) {
            LogStore.LOG.error(
                    "messages {} to {} of {} are lost: the disk does not hold them",
                    lost.from(),
                    lost.end() - 1,
                    files.folder());
            entries.putLost(lost.from(), lost.end());
        }
        for (Found batch : torn) {
            if (batch.offset < end && !offsets.has(batch.offset)) {
                entries.put(
                        batch.offset, batch.count, batch.position()); // so that a reader is told what is wrong with it
            }
        }
    }

    /** What lies behind a message that was never acknowledged was not either: its offsets will be given again. */
    private void giveUpFrom(long end) throws IOException {
        if (highest < end) {
            return;
        }
        LogStore.LOG.warn(
                "{} ends at message {}; messages from there on were not all finished, nor acknowledged, and go",
                files.folder(),
                end);
        for (Found batch : late) {
            if (batch.offset >= end) {
                kill(batch.segment, batch.place, DataSegment.next(batch.place, 1), end);
            }
        }
        for (Scanned part : scanned) {
            kill(part.segment, part.from, Long.MAX_VALUE, end);
        }
    }

    /** Makes the batches in a part of a segment dead room, of offsets from {@code end} on. */
    private static void kill(DataSegment segment, long from, long limit, long end) throws IOException {
        Mapping mapping = segment.file.acquire();
        try {
            var scan = new SegmentScan(mapping, segment.salt, from, DataSegment.writtenEnd(mapping));
            for (var found = scan.step(); found != SegmentScan.Found.END && scan.place() < limit; found = scan.step()) {
                if (found == SegmentScan.Found.BATCH && scan.offset() >= end) {
                    scan.makeDead(mapping);
                }
            }
        } finally {
            mapping.release();
        }
    }

    private @Nullable DataSegment active() {
        return folder.segments.isEmpty() || folder.segments.getLast().damage != null ? null : folder.segments.getLast();
    }
}
