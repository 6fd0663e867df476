package io.kaska.log;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drops, once a second, what queues in memory do not have to keep, of idle ones too. The thread begins with the first such
 * queue, so that a broker without a rule has none.
 *
 * <p>Safe for use by many threads.
 */
final class RetentionThread implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 1_000;

    private final InstantSource clock;
    private final Set<MessageQueue> queues = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread; // guarded by the monitor

    RetentionThread(InstantSource clock) {
        this.clock = clock;
    }

    /** Looks after a queue from now on, until it is closed or keeps everything. */
    void watch(MessageQueue queue) {
        queues.add(queue);
        synchronized (this) {
            if (thread == null && stopping.getCount() > 0) {
                thread = Thread.ofPlatform().name("kaska-retention").daemon().start(this::run);
            }
        }
    }

    private void run() {
        try {
            while (!stopping.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                applyAllOrSayWhy();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    private void applyAllOrSayWhy() {
        try {
            applyAll();
        } catch (RuntimeException | Error e) { // the next second may be better
            LogStore.LOG.error("what queues do not have to keep could not be dropped", e);
        }
    }

    /** What the thread does once a second. */
    void applyAll() {
        long now = clock.millis();
        queues.forEach(queue -> apply(queue, now));
    }

    private void apply(MessageQueue queue, long now) {
        if (queue.retention().keepsAll()) {
            queues.remove(queue);
            if (queue.retention().keepsAll()) {
                return;
            }
            queues.add(queue); // it was given a rule meanwhile
        }
        try {
            queue.applyRetention(now);
        } catch (QueueClosedException e) {
            queues.remove(queue);
        } catch (IOException e) {
            throw new AssertionError("memory has no disk that fails", e);
        }
        if (queue.isClosed()) {
            queues.remove(queue); // also one that nobody ever used
        }
    }

    /** How many queues are looked after. For tests. */
    int count() {
        return queues.size();
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
