package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of a log, which is mapped when somebody needs it and unmapped when other files need the room: see
 * {@link OpenFiles}. Safe for use by many threads.
 */
final class MappedFile {
    final Path path;

    private final Disk disk;
    private final OpenFiles openFiles;
    private volatile @Nullable Mapping mapping;
    private boolean closed; // guarded by the monitor

    MappedFile(Path path, Disk disk, OpenFiles openFiles) {
        this.path = path;
        this.disk = disk;
        this.openFiles = openFiles;
    }

    /** Its mapping, which the caller holds. */
    Mapping acquire() throws IOException {
        Mapping present = mapping;
        if (present != null && present.tryHold()) {
            return present;
        }
        openFiles.makeRoom();
        return map(false);
    }

    /** The same; null if it is closed, with all that was in it. */
    @Nullable
    Mapping acquireUnlessClosed() throws IOException {
        try {
            return acquire();
        } catch (QueueClosedException e) {
            return null;
        }
    }

    /** Makes the file, and maps it; the caller holds the mapping. There must be none of that name. */
    Mapping create() throws IOException {
        openFiles.makeRoom();
        return map(true);
    }

    /** The monitor is held while the file is opened: whoever wants it, needs it open. */
    private synchronized Mapping map(boolean create) throws IOException {
        Mapping present = mapping;
        if (present != null && present.tryHold()) {
            return present;
        }
        if (closed) {
            throw new QueueClosedException();
        }
        Mapping fresh = Mapping.of(create ? disk.create(path) : disk.open(path));
        mapping = fresh;
        openFiles.add(fresh);
        return fresh;
    }

    /** Nobody may begin to use it; it is unmapped when the last who does is done. */
    synchronized void close() {
        closed = true;
        Mapping present = mapping;
        if (present != null && !present.isRetired()) {
            present.retire();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
