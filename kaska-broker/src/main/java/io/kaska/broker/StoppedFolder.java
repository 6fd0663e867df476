package io.kaska.broker;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A folder of Kaska that no broker has, while it is looked at: none can take it meanwhile. For one thread. */
final class StoppedFolder implements AutoCloseable {
    private final Path root;
    private final @Nullable FolderLock lock;

    private StoppedFolder(Path root, @Nullable FolderLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Keeps brokers out.
     *
     * @throws IOException if it is no folder of Kaska, or a broker has it; the text is one clear line
     */
    static StoppedFolder open(Path root) throws IOException {
        DataFolder.requireMade(root);
        return new StoppedFolder(root, FolderLock.share(root));
    }

    StoredTopics topics() throws IOException {
        return StoredTopics.in(root);
    }

    Path offsets() {
        return root.resolve(DataFolder.OFFSETS);
    }

    /**
     * A folder that never had a broker, as a fresh backup, has no file to lock: then what was seen counts only if none
     * came meanwhile.
     */
    void requireStillStopped() throws IOException {
        FolderLock since = lock == null ? FolderLock.share(root) : null;
        if (since != null) {
            since.close();
            throw new IOException("a broker was started in the folder " + root + " meanwhile: stop it, and try again");
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
