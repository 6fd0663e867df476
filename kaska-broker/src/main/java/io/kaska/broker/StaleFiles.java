package io.kaska.broker;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes, once, what killed processes left aside in a folder and the folders in it. Runs beside the first commits on a
 * thread of its own, so that many clients do not make a slow start; a platform thread, because reading a folder would
 * hold a carrier of the connections' threads.
 */
final class StaleFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StaleFiles.class);

    private final Path root;
    private final AsideFiles files;
    private final Thread thread;
    private volatile boolean closed;

    private StaleFiles(Path root, AsideFiles files) {
        this.root = root;
        this.files = files;
        this.thread = Thread.ofPlatform().name("kaska-stale-files").daemon().unstarted(this::deleteAll);
    }

    /** Begins to delete. */
    static StaleFiles start(Path root, AsideFiles files) {
        var stale = new StaleFiles(root, files);
        stale.thread.start();
        return stale;
    }

    private void deleteAll() {
        try {
            deleteIn(root);
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
                for (Path folder : folders) {
                    deleteIn(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("cannot clean up {}; what is left there does no harm: {}", root, e.toString());
        }
    }

    private void deleteIn(Path folder) throws IOException {
        try (DirectoryStream<Path> stale = Files.newDirectoryStream(folder, files::isStale)) {
            for (Path file : stale) {
                if (closed) {
                    return;
                }
                Files.deleteIfExists(file);
                LOG.info("deleted {}, which a killed process left unfinished", file);
            }
        }
    }

    /** Waits for the end: what a later process leaves aside must not be deleted by this one. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
