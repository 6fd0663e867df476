package io.kaska.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops the files of a log in which all lies below an offset. The earliest offset is on the disk before anything below it
 * goes. Where all messages of the segment that is written go, a new one is begun, so that it can go too.
 *
 * <p>Safe for use by many threads.
 */
final class LogTrim {
    private final QueueLog log;
    private final LogFiles files;
    private final SegmentList segments;
    private final LogIndex index;
    private final LogTail tail;
    private final LogCheckpoints checkpoints;

    LogTrim(
            QueueLog log,
            LogFiles files,
            SegmentList segments,
            LogIndex index,
            LogTail tail,
            LogCheckpoints checkpoints) {
        this.log = log;
        this.files = files;
        this.segments = segments;
        this.index = index;
        this.tail = tail;
        this.checkpoints = checkpoints;
    }

    /**
     * Makes an offset the earliest, if it is not below, and drops what it can. The queue knows it already: who begins to
     * read looks at nothing below.
     */
    void trim(long offset) throws IOException {
        boolean alone = log.queue().awaitReaders(); // or it is closed, and who reads goes on
        checkpoints.writing().lock();
        try {
            DataSegment active;
            boolean dead;
            synchronized (log) {
                if (segments.isEmpty()) {
                    return;
                }
                checkpoints.raiseEarliest(offset);
                active = tail.active();
                dead = active == null || (active.top() > 0 && active.top() <= checkpoints.earliest());
            }
            boolean rolled = !dead || tryRoll(active);
            writeEarliest();
            if (alone) {
                dropDead();
            }
            if (alone && !rolled && tryRoll(active)) {
                dropDead();
            }
        } finally {
            checkpoints.writing().unlock();
        }
    }

    /** False on a full disk, where a new segment may have no room before old ones are dropped. */
    private boolean tryRoll(@Nullable DataSegment active) throws IOException {
        try {
            tail.rollFrom(active);
            return true;
        } catch (StorageExhaustedException e) {
            LogStore.LOG.warn("the last segment of {} is not dropped yet: {}", files.folder(), e.getMessage());
            return false;
        }
    }

    private void writeEarliest() throws IOException {
        MappedFile file;
        synchronized (log) {
            DataSegment last = segments.last();
            checkpoints.noteChange(last);
            file = last.file;
        }
        checkpoints.write();
        checkpoints.flush(file);
    }

    private void dropDead() throws IOException {
        List<MappedFile> dead = new ArrayList<>();
        tail.growing().lock();
        try {
            synchronized (log) {
                segments.takeWhile(this::isDead).forEach(segment -> dead.add(segment.file));
                dead.addAll(index.takeBelow(checkpoints.earliest()));
            }
        } finally {
            tail.growing().unlock();
        }
        for (MappedFile file : dead) {
            files.delete(file);
        }
    }

    /** A batch that still arrives in there will be above the earliest offset. */
    private boolean isDead(DataSegment segment) {
        return top(segment) <= checkpoints.earliest() && segment.open == 0 && segment != tail.active();
    }

    /** Of a damaged segment only that what comes behind it begins there at the latest. */
    private long top(DataSegment segment) {
        if (segment.damage == null) {
            return segment.top();
        }
        for (DataSegment other : segments) {
            if (other.number > segment.number && other.damage == null) {
                return other.first();
            }
        }
        return Long.MAX_VALUE;
    }
}
