package io.kaska.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes down up to where nothing is to be looked through after a crash: a {@link Checkpoint} in each segment that was
 * written since the last. What a checkpoint covers is flushed before, if so set, and the last segment's is written last,
 * as all before it is taken for known at the next start.
 *
 * <p>Safe for use by many threads; what says so is under the monitor of the {@link QueueLog}.
 */
final class LogCheckpoints {
    private final QueueLog log;
    private final LogStore store;
    private final LogTail tail;
    private final GroupCommit commit;
    private final Unflushed unflushed;
    private final ReentrantLock writing = new ReentrantLock();
    private List<DataSegment> changed = new ArrayList<>(); // since the last one; guarded by the monitor, as the next
    private long covered; // the position of the tail at the last one
    private long earliest; // what they say
    private boolean known; // to the store as a log to make one of

    LogCheckpoints(QueueLog log, LogStore store, LogTail tail, GroupCommit commit, Unflushed unflushed, long earliest) {
        this.log = log;
        this.store = store;
        this.tail = tail;
        this.commit = commit;
        this.unflushed = unflushed;
        this.earliest = earliest;
    }

    /** The lock of the one who makes a checkpoint: while it is held nobody else does. */
    ReentrantLock writing() {
        return writing;
    }

    // --- under the monitor of the log

    /** A segment was written. */
    void noteChange(DataSegment segment) {
        noteFound(segment);
        if (!known) {
            known = true;
            store.noteChange(log);
        }
    }

    /** A segment of a log that is being opened is to have a checkpoint. */
    void noteFound(DataSegment segment) {
        if (!segment.changed) {
            segment.changed = true;
            changed.add(segment);
        }
    }

    /** Whether a position lies before what the next start looks through. */
    boolean cover(long position) {
        return position < covered;
    }

    /** False if something was changed; else the store is told of the next change anew. */
    boolean tryRest() {
        if (!changed.isEmpty()) {
            return false;
        }
        known = false;
        return true;
    }

    /** The earliest offset. */
    long earliest() {
        return earliest;
    }

    /** The earliest offset moved. */
    void raiseEarliest(long offset) {
        earliest = Math.max(earliest, offset);
    }

    // --- without

    /**
     * Makes one.
     *
     * @return false if nothing was changed since the last
     */
    boolean write() throws IOException {
        writing.lock();
        try {
            return writeLocked();
        } finally {
            writing.unlock();
        }
    }

    private boolean writeLocked() throws IOException {
        List<Checkpoint> checkpoints = new ArrayList<>();
        List<DataSegment> segments = takeChanged(checkpoints);
        if (segments.isEmpty()) {
            commit.check();
            if (store.isStopping()) {
                commit.flushNow(); // what earlier ones covered without a flush
            }
            return false;
        }
        boolean written = false;
        try {
            if (store.settings().fsync() != Fsync.NEVER || store.isStopping()) {
                commit.flushNow();
            }
            write(segments, checkpoints);
            written = true;
        } finally {
            if (!written) {
                putBack(segments);
            }
        }
        return true;
    }

    /** The segments that were written since the last one, and what is to be said of each. */
    private List<DataSegment> takeChanged(List<Checkpoint> checkpoints) {
        synchronized (log) {
            List<DataSegment> segments = changed;
            if (segments.isEmpty()) {
                return List.of();
            }
            changed = new ArrayList<>(1);
            for (DataSegment segment : segments) {
                segment.changed = false;
                checkpoints.add(segment.nextCheckpoint(log.assigned(), earliest));
            }
            DataSegment active = tail.active();
            covered = active == null ? 0 : active.number << 32 | active.tail;
            unflushed.addEntries();
            return segments;
        }
    }

    /** They are to have a checkpoint still. */
    private void putBack(List<DataSegment> segments) {
        synchronized (log) {
            segments.forEach(this::noteChange);
        }
    }

    private void write(List<DataSegment> segments, List<Checkpoint> checkpoints) throws IOException {
        int last = segments.size() - 1;
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).number > segments.get(last).number) {
                last = i;
            }
        }
        for (int i = 0; i < segments.size(); i++) {
            if (i != last) {
                write(segments.get(i), checkpoints.get(i));
                if (store.settings().fsync() != Fsync.NEVER) {
                    flush(segments.get(i).file); // which may never be flushed again
                }
            }
        }
        write(segments.get(last), checkpoints.get(last));
    }

    private static void write(DataSegment segment, Checkpoint checkpoint) throws IOException {
        Mapping mapping = segment.damage != null ? null : segment.file.acquireUnlessClosed();
        if (mapping != null) {
            try {
                segment.write(checkpoint, mapping);
            } finally {
                mapping.release();
            }
        }
    }

    /** Flushes one file, unless it is closed. What fails there has failed for all that anybody wrote into it. */
    void flush(MappedFile file) throws IOException {
        Mapping held = file.acquireUnlessClosed();
        if (held == null) {
            return;
        }
        try {
            held.flush();
        } catch (IOException | RuntimeException | Error e) {
            commit.fail(e);
            throw e;
        } finally {
            held.release();
        }
    }
}
