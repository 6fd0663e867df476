package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A task in a thread of its own, so that a test can watch it wait, interrupt it, and see how it ended. */
final class Background<T> {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final FutureTask<T> task;
    private final Thread thread;
    private volatile boolean flagAtEnd;

    Background(Callable<T> work) {
        task = new FutureTask<>(() -> {
            begun.countDown();
            try {
                return work.call();
            } finally {
                flagAtEnd = Thread.currentThread().isInterrupted();
            }
        });
        thread = new Thread(task, "background of a test");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Gives the task the time to reach its wait. It may not have: the tests that call this hold then too, they only
     * test less.
     */
    void settle() throws InterruptedException {
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        Thread.sleep(150);
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return task.isDone();
    }

    /** Whether the thread's interrupt flag was set when the work ended. */
    boolean flagAtEnd() {
        return flagAtEnd;
    }

    /** Waits for the result. */
    T result() throws InterruptedException {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the background task failed", e.getCause());
        } catch (TimeoutException e) {
            throw stuck();
        }
    }

    /** Waits for the failure. */
    Throwable failure() throws InterruptedException {
        try {
            return fail("the background task gave " + task.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return cause(e);
        } catch (TimeoutException e) {
            throw stuck();
        }
    }

    /** Makes sure that the thread is gone. */
    void end() throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        if (thread.isAlive()) {
            throw stuck();
        }
    }

    private static Throwable cause(ExecutionException e) {
        @Nullable Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    private AssertionError stuck() {
        AssertionError error = new AssertionError("the background task still hangs, here");
        error.setStackTrace(thread.getStackTrace());
        return error;
    }
}
