package io.kaska.log;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets all who wait for the disk share one flush: the first becomes the leader and flushes for all that was written
 * before it began; who comes meanwhile waits for the next. A flush that failed is never repeated, as the kernel may have
 * thrown away what it could not write: from then on everybody is refused. Where something could not be opened for it, only
 * the leader fails, and the next one tries anew.
 *
 * <p>Safe for use by many threads. An interrupt ends no wait, and is kept.
 */
final class GroupCommit {
    /** Flushes; returns the end of the offsets that were written before it began. */
    @FunctionalInterface
    interface Flush {
        long run() throws IOException;
    }

    private final Flush flush;
    private final LongConsumer afterwards;
    private long safe; // guarded by the monitor, as the next
    private boolean flushing;
    private volatile boolean behind; // the last one could not begin; changed under the monitor
    private @Nullable StorageFailedException failed;

    /**
     * @param safe the end of the offsets that are safe now
     * @param afterwards is told the new end after each flush, by one thread at a time
     */
    GroupCommit(long safe, Flush flush, LongConsumer afterwards) {
        this.safe = safe;
        this.flush = flush;
        this.afterwards = afterwards;
    }

    /** Returns when all offsets below {@code target} are safe. */
    void await(long target) throws StorageFailedException, NotFlushedException {
        if (lead(target)) {
            flushAsLeader();
        }
    }

    /** Flushes all that was written before the call, whoever waits for it. */
    void flushNow() throws StorageFailedException, NotFlushedException {
        lead(Long.MAX_VALUE);
        flushAsLeader();
    }

    /** Makes up for a flush that could not begin, before more is written that its sender could not be told of. */
    void catchUp() throws StorageFailedException, NotFlushedException {
        if (behind) {
            flushNow();
        }
    }

    /** Waits until the target is reached, or this thread is the leader; the latter is true. */
    private synchronized boolean lead(long target) throws StorageFailedException {
        boolean interrupted = false;
        while (safe < target && failed == null && flushing) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (safe >= target) {
            return false;
        }
        check();
        flushing = true;
        return true;
    }

    private void flushAsLeader() throws StorageFailedException, NotFlushedException {
        long end = -1;
        Throwable problem = null;
        try {
            end = flush.run();
            afterwards.accept(end);
        } catch (IOException | RuntimeException | Error e) {
            problem = e;
        } finally {
            finish(end, problem);
        }
        if (problem instanceof NotFlushedException again) {
            throw again;
        }
        if (problem != null) {
            check();
        }
    }

    private synchronized void finish(long end, @Nullable Throwable problem) {
        flushing = false;
        behind = problem instanceof NotFlushedException;
        if (problem == null) {
            safe = Math.max(safe, end);
        } else if (!behind) {
            fail(problem);
        }
        notifyAll();
    }

    /** Refuses everybody from now on. */
    synchronized void fail(Throwable problem) {
        if (failed == null) {
            failed = new StorageFailedException(
                    "the disk failed, so this topic takes no more messages until the broker is started again: "
                            + problem,
                    problem);
        }
    }

    /** Throws what failed, if something did. */
    synchronized void check() throws StorageFailedException {
        if (failed != null) {
            throw new StorageFailedException(String.valueOf(failed.getMessage()), failed);
        }
    }
}
