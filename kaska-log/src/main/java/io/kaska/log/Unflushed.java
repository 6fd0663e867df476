package io.kaska.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a log was written since the last flush. The index counts only where nothing but it leads to what was written:
 * it can be made anew from the segments that are looked through at a start.
 *
 * <p>Under the monitor of the {@link QueueLog}; what {@link #take} returns is flushed without.
 */
final class Unflushed {
    private final LogIndex index;
    private final List<DataSegment> segments = new ArrayList<>(1);
    /** Of the last work, and used again for the next: each is flushed before. */
    private final List<MappedFile> files = new ArrayList<>(1);

    private boolean names;
    private boolean entries;

    Unflushed(LogIndex index) {
        this.index = index;
    }

    /** What a flush is to reach. */
    record Work(List<MappedFile> files, boolean names) {
        void flush(LogFiles of) throws IOException {
            for (int i = 0; i < files.size(); i++) {
                files.get(i).flush();
            }
            files.clear(); // a file that is dropped meanwhile is not held
            if (names) {
                of.flushFolder();
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
        files.clear(); // of a flush that failed
        for (int i = 0; i < segments.size(); i++) {
            DataSegment segment = segments.get(i);
            segment.dirty = false;
            files.add(segment.file);
        }
        if (entries) {
            files.addAll(index.takeDirty());
        }
        Work work = new Work(files, names);
        segments.clear();
        names = false;
        entries = false;
        return work;
    }
}
