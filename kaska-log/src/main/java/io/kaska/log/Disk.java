package io.kaska.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The narrow seam to the file system: all that a log does to files and folders. What was not flushed may be lost with
 * the power, in any order and in parts: the bytes of a file until {@link DiskFile#flush}, a name in a folder (made,
 * moved or deleted) until {@link #flushFolder}. A killed process loses nothing.
 *
 * <p>Safe for use by many threads. None of its calls is cut short by an interrupt, which is kept for the caller.
 */
public interface Disk {
    /** The file system of this machine. */
    static Disk real() {
        return RealDisk.INSTANCE;
    }

    /**
     * Opens a file to read and write.
     *
     * @throws NoSuchFileException if there is none
     */
    DiskFile open(Path file) throws IOException;

    /**
     * Opens a file to read it only, also while others write it: it is not changed by that and does not grow.
     *
     * @throws NoSuchFileException if there is none
     */
    default DiskFile openToRead(Path file) throws IOException {
        return open(file); // for disks that do not tell the two from another
    }

    /** Makes an empty file and opens it; there must be none of that name. */
    DiskFile create(Path file) throws IOException;

    /** The names of all that stands in a folder, in no order. */
    List<String> list(Path folder) throws IOException;

    /** Makes a folder, if there is none. */
    void makeFolder(Path folder) throws IOException;

    /** Gives a file or folder another name, in place of what may have it. */
    void move(Path from, Path to) throws IOException;

    /** Deletes a file or an empty folder, if there is one. */
    void delete(Path path) throws IOException;

    /**
     * Makes the names in a folder survive a power loss.
     *
     * @throws NotFlushedException if it cannot be opened for that
     */
    void flushFolder(Path folder) throws IOException;
}
