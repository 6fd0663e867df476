package io.kaska.broker;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the folders of topics at the start, with as many threads as there are processors, and says how far it is
 * each second, if it takes longer than one. For the thread that starts the broker.
 */
final class TopicLoader {
    private static final Logger LOG = LoggerFactory.getLogger(TopicLoader.class);

    private TopicLoader() {}

    /** What becomes of one folder. */
    @FunctionalInterface
    interface Load {
        void load(Path path) throws IOException;
    }

    /** Loads all that stands in a folder. */
    static void loadAll(Path folder, Load load) throws IOException {
        List<Future<?>> running = new ArrayList<>();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                running.add(threads.submit(() -> {
                    load.load(path);
                    return path;
                }));
            }
            await(running);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(List<Future<?>> running) throws IOException {
        int done = 0;
        long shown = System.nanoTime();
        while (done < running.size()) {
            try {
                running.get(done).get(1, TimeUnit.SECONDS);
                done++;
            } catch (TimeoutException e) {
                LOG.debug("a topic takes longer than a second");
            } catch (ExecutionException e) {
                throw failure(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the topics were looked through", e);
            }
            if (System.nanoTime() - shown > TimeUnit.SECONDS.toNanos(1)) {
                shown = System.nanoTime();
                LOG.info("looked through {} of {} topics", done, running.size());
            }
        }
    }

    private static IOException failure(ExecutionException failed) {
        return switch (failed.getCause()) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new IOException(failed);
        };
    }
}
