package io.kaska.log;

import io.kaska.log.LogFinding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Goes through the batches of one segment from header to header. For one thread, once. */
final class SegmentCheck {
    private final StoredLog log;
    private final StoredSegment segment;
    private final IndexCheck index;
    private final OffsetCheck offsets;
    private final Consumer<LogFinding> findings;

    SegmentCheck(
            StoredLog log,
            StoredSegment segment,
            IndexCheck index,
            OffsetCheck offsets,
            Consumer<LogFinding> findings) {
        this.log = log;
        this.segment = segment;
        this.index = index;
        this.offsets = offsets;
        this.findings = findings;
    }

    void run(LongConsumer progress) throws IOException {
        long before = 0;
        try {
            StoredFile file = log.bytes(segment);
            var scan = new SegmentScan(file, segment.header().salt(), DataSegment.FIRST_BATCH, segment.writtenEnd());
            var last = SegmentScan.Found.END;
            for (var found = scan.step(); found != SegmentScan.Found.END; found = scan.step()) {
                last = found;
                take(found, scan, file);
                progress.accept(scan.end() - before);
                before = scan.end();
            }
            checkTail(scan.place(), last, file);
        } catch (UncheckedIOException e) {
            findings.accept(LogFinding.of(
                    Severity.DAMAGE, segment.path(), before, "bytes that can be read", LogCheck.reason(e.getCause())));
        }
    }

    private void take(SegmentScan.Found found, SegmentScan scan, FileView file) throws IOException {
        switch (found) {
            case BATCH -> takeBatch(scan, file);
            case RESERVED -> offsets.addDead(scan.end() - scan.place());
            case GAP -> {
                offsets.addDead(scan.end() - scan.place());
                offsets.addGap(gap(scan.place(), "bytes that are none, up to " + scan.end()));
            }
            case END -> {}
        }
    }

    private LogFinding gap(long place, String found) {
        return LogFinding.of(Severity.NOTE, segment.path(), place, "the header of a batch", found);
    }

    private void takeBatch(SegmentScan scan, FileView file) throws IOException {
        long offset = scan.offset();
        var batch = new StoredBatch(segment, file, scan.place());
        StoredBatch.Mismatch mismatch = batch.mismatch();
        if (mismatch != null) {
            offsets.addBroken(batch, mismatch, scan.end() - scan.place());
            return;
        }
        offsets.add(batch, scan.lag(), scan.end() - scan.place());
        index.compare(offset, scan.count(), segment.position(scan.place()));
    }

    /** What stands behind the last batch: nothing, or what a process that was killed had begun. */
    private void checkTail(long place, SegmentScan.Found last, FileView file) {
        if (place < segment.tail()) {
            offsets.addDead(segment.tail() - place);
            offsets.addGap(gap(place, "none, though all was written up to " + segment.tail()));
        } else if (place + Batch.ENDS <= segment.writtenEnd() && file.getLong(place) != 0) {
            offsets.addGap(gap(place, "bytes that are none: what was written last was not finished, or is damaged"));
        } else if (last == SegmentScan.Found.RESERVED) {
            offsets.addGap(gap(place, "the end, behind room for a batch that was not finished"));
        }
    }
}
