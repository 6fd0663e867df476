package io.kaska.log;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks for the batch of a message by what stands in the segments alone, where the index is wrong, and mends the index,
 * also for the batches that it comes across. What is lost is remembered, so that a reader who asks again and again
 * does not make the disk work again and again.
 *
 * <p>Safe for use by many threads.
 */
final class BatchSearch {
    private static final int MOST_LOST = 10_000;

    private final QueueLog log;
    private final LogIndex index;
    private final Set<Long> lost = ConcurrentHashMap.newKeySet();
    private volatile boolean told;

    BatchSearch(QueueLog log, LogIndex index) {
        this.log = log;
        this.index = index;
    }

    /** The position of the batch of a message; 0 if there is none. */
    long find(long offset) throws IOException {
        if (lost.contains(offset)) {
            return 0;
        }
        for (DataSegment segment : log.segments()) {
            if (segment.damage == null && segment.first() <= offset && offset < log.top(segment)) {
                long position = find(segment, offset);
                if (position != 0) {
                    return position;
                }
            }
        }
        return 0;
    }

    /** It is of no use to look for a message again. */
    void remember(long offset) {
        if (lost.size() < MOST_LOST) {
            lost.add(offset);
        }
    }

    private long find(DataSegment segment, long offset) throws IOException {
        Mapping mapping = segment.file.acquire();
        try {
            var scan = new SegmentScan(mapping, segment.salt, DataSegment.FIRST_BATCH, DataSegment.writtenEnd(mapping));
            long position = 0;
            for (var found = scan.step(); found != SegmentScan.Found.END; found = scan.step()) {
                if (found == SegmentScan.Found.BATCH) {
                    boolean wanted = scan.offset() <= offset && offset < scan.offset() + scan.count();
                    position = wanted ? segment.number << 32 | scan.place() : position;
                    if (wanted || (scan.offset() < log.end() && index.position(scan.offset()) == 0)) {
                        mend(scan, segment.number << 32 | scan.place());
                    }
                }
            }
            return position;
        } finally {
            mapping.release();
        }
    }

    private boolean isRight(SegmentScan scan, long position) throws IOException {
        for (int i = 0; i < scan.count(); i++) {
            if (index.position(scan.offset() + i) != position) {
                return false;
            }
        }
        return true;
    }

    private void mend(SegmentScan scan, long position) throws IOException {
        if (isRight(scan, position)) {
            return; // it is the batch that is damaged
        }
        try {
            index.mend(scan.offset(), scan.count(), position);
        } catch (IOException e) {
            LogStore.LOG.debug("the index of {} cannot be mended", log.files().folder(), e);
            return; // it will be searched for again
        }
        if (!told) {
            told = true;
            LogStore.LOG.warn(
                    "the index of {} was wrong for message {}, and is mended, as others will be",
                    log.files().folder(),
                    scan.offset());
        }
    }
}
