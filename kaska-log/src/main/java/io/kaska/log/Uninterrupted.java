package io.kaska.log;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs what an interrupt would spoil. An interrupt closes a file that its thread is using, for everybody, and hides
 * whether the disk failed; so the action runs on a virtual thread that nobody knows, unless the caller has said that
 * nobody interrupts it.
 */
public final class Uninterrupted {
    private static final ScopedValue<Boolean> SAFE = ScopedValue.newInstance();

    private Uninterrupted() {}

    /** Something done with files that only may fail. */
    @FunctionalInterface
    public interface Step {
        void run() throws IOException;
    }

    /** Runs all that a thread does that nobody ever interrupts. */
    public static void always(Runnable life) {
        ScopedValue.where(SAFE, true).run(life);
    }

    /** Runs a step to its end; an interrupt meanwhile is kept for the caller. */
    public static void run(Step step) throws IOException {
        if (SAFE.isBound()) {
            step.run();
            return;
        }
        call(() -> {
            step.run();
            return true;
        });
    }

    /** Runs an action to its end; an interrupt meanwhile is kept for the caller. */
    public static <T> T call(IoAction<T> action) throws IOException {
        if (SAFE.isBound()) {
            return action.run();
        }
        var outcome = new Outcome<T>(action);
        join(Thread.ofVirtual().name("kaska-disk").start(outcome));
        return outcome.get();
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

    private static final class Outcome<T> implements Runnable {
        private final IoAction<T> action;
        private @Nullable T result;
        private @Nullable Throwable thrown;

        Outcome(IoAction<T> action) {
            this.action = action;
        }

        @Override
        public void run() {
            try {
                result = action.run();
            } catch (IOException | RuntimeException | Error e) {
                thrown = e;
            }
        }

        T get() throws IOException {
            return switch (thrown) {
                case null -> Objects.requireNonNull(result);
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new AssertionError(e);
            };
        }
    }
}
