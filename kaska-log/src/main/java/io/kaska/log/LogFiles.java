package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder of one log, and how its files are opened and deleted. Safe for use by many threads. */
final class LogFiles {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Disk disk;
    private final OpenFiles openFiles;
    private volatile Path folder;
    private volatile long queue = newSalt();

    LogFiles(Disk disk, OpenFiles openFiles, Path folder) {
        this.disk = disk;
        this.openFiles = openFiles;
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    MappedFile file(Path path) {
        return new MappedFile(path, disk, openFiles);
    }

    /** What the heads of all files of this log have in common. */
    long queue() {
        return queue;
    }

    /** That is what stands in the files that are there. Before any is made. */
    void setQueue(long known) {
        queue = known;
    }

    /** For a new file. */
    static long newSalt() {
        long salt;
        do {
            salt = RANDOM.nextLong();
        } while (salt == 0);
        return salt;
    }

    List<String> list() throws IOException {
        return disk.list(folder);
    }

    /** Deletes a file; who still reads it goes on. */
    void delete(MappedFile file) throws IOException {
        file.close();
        disk.delete(file.path);
    }

    /** Deletes a file that could not be made; what goes wrong with that is told with the reason. */
    void drop(MappedFile file, @Nullable Throwable reason) {
        try {
            delete(file);
        } catch (IOException e) {
            if (reason != null) {
                reason.addSuppressed(e);
            }
        }
    }

    void flushFolder() throws IOException {
        disk.flushFolder(folder);
    }

    /** Gives the folder another name, in the same folder; its files are only to be deleted from now on. */
    void rename(String name) throws IOException {
        Path to = folder.resolveSibling(name);
        disk.move(folder, to);
        folder = to;
    }

    /** Deletes all files, and the folder, which has another name already; what is left is deleted at the next start. */
    void deleteDropped() {
        try {
            for (String name : disk.list(folder)) {
                disk.delete(folder.resolve(name));
            }
            disk.delete(folder);
        } catch (IOException e) {
            LogStore.LOG.error("what is left of a deleted topic cannot be deleted: {}", e.toString());
        }
    }
}
