package io.kaska.broker;

import io.kaska.log.RecoveryProgress;
import io.kaska.log.Uninterrupted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the folders of topics at the start, with as many threads as there are processors, and says how far it is
 * each second, if it takes longer than one: by topics, and by bytes, as one topic may have most of them.
 *
 * <p>Nobody interrupts these threads, so they use files themselves: a thread for each use of a file would cost most of
 * the time. For the thread that starts the broker, once.
 */
final class TopicLoader {
    private static final Logger LOG = LoggerFactory.getLogger(TopicLoader.class);

    private final Queue<Path> left;
    private final int total;
    private final Load load;
    private final RecoveryProgress progress;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    private final CountDownLatch working;

    /** What becomes of one folder. */
    @FunctionalInterface
    interface Load {
        void load(Path path) throws IOException;
    }

    private TopicLoader(List<Path> all, Load load, RecoveryProgress progress) {
        this.left = new ConcurrentLinkedQueue<>(all);
        this.total = all.size();
        this.load = load;
        this.progress = progress;
        this.working = new CountDownLatch(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Loads all that stands in a folder. None of it is in use any more when this fails.
     *
     * @param progress of what the loading looks through
     */
    static void loadAll(Path folder, Load load, RecoveryProgress progress) throws IOException {
        new TopicLoader(StoredTopics.list(folder), load, progress).run();
    }

    private void run() throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (long i = working.getCount(); i > 0; i--) {
            threads.add(Thread.ofPlatform()
                    .name("kaska-loader-" + i)
                    .daemon()
                    .start(() -> Uninterrupted.always(this::loadSome)));
        }
        try {
            while (!working.await(1, TimeUnit.SECONDS)) {
                LOG.info("{}", text(done.get(), total, progress.looked(), progress.planned()));
            }
        } catch (InterruptedException e) {
            failed.compareAndSet(null, new IOException("interrupted while the topics were looked through", e));
            Thread.currentThread().interrupt();
        } finally {
            threads.forEach(Uninterrupted::join); // they may be in the middle of a topic
        }
        rethrow();
    }

    /** How far it is. */
    static String text(int topics, int of, long looked, long planned) {
        String bytes = planned == 0 ? "" : ", and %,d of %,d MiB in large ones".formatted(looked >> 20, planned >> 20);
        return "looked through %,d of %,d topics%s".formatted(topics, of, bytes);
    }

    private void loadSome() {
        try {
            for (Path path = left.poll(); path != null && failed.get() == null; path = left.poll()) {
                load.load(path);
                done.incrementAndGet();
            }
        } catch (IOException | RuntimeException | Error e) {
            failed.compareAndSet(null, e);
        } finally {
            working.countDown();
        }
    }

    private void rethrow() throws IOException {
        switch (failed.get()) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new AssertionError(e);
        }
    }
}
