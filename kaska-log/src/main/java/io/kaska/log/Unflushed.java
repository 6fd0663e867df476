package io.kaska.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
        private final List<Mapping> held = new ArrayList<>(1);

        /**
         * Flushes all of it. A file that is dropped meanwhile counts as flushed.
         *
         * @throws NotFlushedException if something cannot be opened: nothing of the files was flushed, and all of it is
         *     to be {@link Unflushed#putBack}
         */
        void flush(LogFiles of) throws IOException {
            try {
                hold();
                if (names) {
                    of.flushFolder();
                }
                for (int i = 0; i < held.size(); i++) {
                    held.get(i).flush();
                }
            } finally {
                held.forEach(Mapping::release);
                held.clear();
            }
        }

        private void hold() throws NotFlushedException {
            try {
                for (int i = 0; i < segments.size(); i++) {
                    hold(segments.get(i).file);
                }
                for (int i = 0; i < entries.size(); i++) {
                    hold(entries.get(i));
                }
            } catch (IOException | RuntimeException | Error e) {
                throw new NotFlushedException(e);
            }
        }

        private void hold(MappedFile file) throws IOException {
            Mapping mapping = file.acquireUnlessClosed();
            if (mapping != null) {
                held.add(mapping);
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
