package io.kaska.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs what an interrupt would spoil. An interrupt closes a file that its thread is using, for everybody, and hides
 * whether the disk failed; so the action runs on a virtual thread that nobody knows, unless the caller has said that
 * nobody interrupts it.
 */
public final class Uninterrupted {
    private static final ScopedValue<Boolean> SAFE = ScopedValue.newInstance();

    private Uninterrupted() {}

    /** Something done with files. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /** Runs all that a thread does that nobody ever interrupts. */
    public static void always(Runnable life) {
        ScopedValue.where(SAFE, true).run(life);
    }

    /** Runs an action to its end; an interrupt meanwhile is kept for the caller. */
    public static void run(Action action) throws IOException {
        if (SAFE.isBound()) {
            action.run();
            return;
        }
        var outcome = new Outcome(action);
        Thread thread = Thread.ofVirtual().name("kaska-disk").start(outcome);
        join(thread);
        outcome.rethrow();
    }

    /** Waits for the end of a thread; an interrupt is kept. */
    public static void join(Thread thread) {
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

    private static final class Outcome implements Runnable {
        private final Action action;
        private @Nullable Throwable thrown;

        Outcome(Action action) {
            this.action = action;
        }

        @Override
        public void run() {
            try {
                action.run();
            } catch (IOException | RuntimeException | Error e) {
                thrown = e;
            }
        }

        void rethrow() throws IOException {
            switch (thrown) {
                case null -> {}
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new AssertionError(e);
            }
        }
    }
}
