package io.kaska.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a log was written since the last flush. The index counts only where nothing but it leads to what was written:
 * it can be made anew from the segments that are looked through at a start.
 *
 * <p>Under the monitor of the {@link QueueLog}; what {@link #take} returns is flushed without, by one thread at a time.
 */
final class Unflushed {
    private final LogIndex index;
    private final Work work = new Work();
    private final List<DataSegment> segments = new ArrayList<>(1);
    private boolean names;
    private boolean entries;

    Unflushed(LogIndex index) {
        this.index = index;
    }

    /** What a flush is to reach. One for all flushes, as they follow each other. */
    static final class Work {
        private final List<DataSegment> segments = new ArrayList<>(1);
        private List<MappedFile> entries = List.of();
        private boolean names;

        /**
         * Flushes all of it, one file after another, as there may be more than can be open. A file that is dropped meanwhile
         * counts as flushed.
         *
         * @throws NotFlushedException if something cannot be opened: all of it is to be {@link Unflushed#putBack}
         */
        void flush(LogFiles of) throws IOException {
            for (int i = 0; i < segments.size(); i++) {
                flush(segments.get(i).file);
            }
            for (int i = 0; i < entries.size(); i++) {
                flush(entries.get(i));
            }
            if (names) {
                of.flushFolder();
            }
        }

        private static void flush(MappedFile file) throws IOException {
            Mapping held = hold(file);
            if (held != null) {
                try {
                    held.flush();
                } finally {
                    held.release();
                }
            }
        }

        private static @Nullable Mapping hold(MappedFile file) throws NotFlushedException {
            try {
                return file.acquireUnlessClosed();
            } catch (IOException | RuntimeException | Error e) {
                throw new NotFlushedException(e);
            }
        }
    }

    /** Something was written into a segment. */
    void add(DataSegment segment) {
        if (!segment.dirty) {
            segment.dirty = true;
            segments.add(segment);
        }
    }

    /** A file was made. */
    void addName() {
        names = true;
    }

    /** The entries of the index that were written are needed. */
    void addEntries() {
        entries = true;
    }

    /** All of it, to be flushed before the next is taken; it counts as flushed from now on. */
    Work take() {
        work.segments.clear();
        for (int i = 0; i < segments.size(); i++) {
            DataSegment segment = segments.get(i);
            segment.dirty = false;
            work.segments.add(segment);
        }
        work.entries = entries ? index.takeDirty() : List.of();
        work.names = names;
        segments.clear();
        names = false;
        entries = false;
        return work;
    }

    /** What was taken last was not flushed after all. */
    void putBack() {
        for (int i = 0; i < work.segments.size(); i++) {
            add(work.segments.get(i));
        }
        entries |= !work.entries.isEmpty();
        index.putBackDirty(work.entries);
        names |= work.names;
    }
}
