package io.kaska.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The index of a log that is looked at and not changed. A file that is missing, damaged or short has no entries. Made
 * for offsets in a row: one file is open at a time. For one thread.
 */
final class StoredIndex implements AutoCloseable {
    private final Disk disk;
    private final Path folder;
    private @Nullable StoredFile open;
    private long openNumber = -1;
    private long queue; // of which the files have to be; 0 if that is not known

    StoredIndex(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** Says of which queue the files have to be. */
    void setQueue(long known) {
        queue = known;
    }

    /** The head of a file; null if there is none, or none that is whole. */
    static @Nullable FileHeader headOf(Disk disk, Path folder, long number) throws IOException {
        Path path = LogIndex.path(folder, number);
        try (StoredFile file = StoredFile.openHead(disk, path)) {
            return head(file, path, number);
        } catch (DamagedFileException | NoSuchFileException e) {
            return null;
        }
    }

    /** What is wrong with the file of a number; null if nothing is, or there is none. */
    @Nullable
    IOException problemOf(long number) throws IOException {
        Path path = LogIndex.path(folder, number);
        try (StoredFile file = StoredFile.openHead(disk, path)) {
            check(file, path, number);
            return null;
        } catch (DamagedFileException e) {
            return e;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void check(StoredFile file, Path path, long number) throws IOException {
        FileHeader head = head(file, path, number);
        if (queue != 0 && head.queue() != queue) {
            throw head.foreign(path, queue);
        }
    }

    /** The head of an open file. */
    static FileHeader head(StoredFile file, Path path, long number) throws IOException {
        if (file.end() < FileHeader.SIZE) {
            throw new DamagedFileException(path, 0, "a head of " + FileHeader.SIZE + " bytes", file.end() + " bytes");
        }
        return FileHeader.get(file, path, FileHeader.INDEX, number);
    }

    /** The position of the batch of a message; 0 if it is not known, or the disk cannot read it. */
    long position(long offset) throws IOException {
        StoredFile file = file(LogIndex.numberFor(offset));
        long place = LogIndex.place(offset);
        if (file == null || place + Long.BYTES > file.end()) {
            return 0;
        }
        try {
            long position = file.getLong(place);
            return LogIndex.isPosition(position) ? position : 0;
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private @Nullable StoredFile file(long number) throws IOException {
        if (number != openNumber) {
            close();
            open = tryOpen(number);
            openNumber = number;
        }
        return open;
    }

    private @Nullable StoredFile tryOpen(long number) throws IOException {
        Path path = LogIndex.path(folder, number);
        StoredFile file;
        try {
            file = StoredFile.open(disk, path);
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            check(file, path, number);
            return file;
        } catch (DamagedFileException e) {
            file.close();
            return null;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        openNumber = -1;
        StoredFile before = open;
        open = null;
        if (before != null) {
            before.close();
        }
    }
}
