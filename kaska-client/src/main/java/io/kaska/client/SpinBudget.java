package io.kaska.client;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long to look for an answer before sleeping: a wake-up costs some 50 µs, more than a broker on the same machine
 * needs for its whole answer. The time follows the recent answers, within bounds. Used by the thread that leads the
 * reading.
 */
final class SpinBudget {
    private static final long LEAST_NANOS = 50_000;
    private static final long MOST_NANOS = 200_000;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** How many threads of this JVM spin just now: more than there are processors would only be in each other's way. */
    private static final AtomicInteger SPINNING = new AtomicInteger();

    private final boolean enabled;
    private long recentNanos = LEAST_NANOS;
    private long endNanos;
    private boolean counted;

    SpinBudget(boolean wanted) {
        enabled = wanted && PROCESSORS > 1;
    }

    /** Opens a new spell of spinning. */
    void begin() {
        if (!enabled) {
            return;
        }
        if (!counted) {
            SPINNING.getAndIncrement();
            counted = true;
        }
        endNanos = System.nanoTime() + nanos();
    }

    /** Lets a moment pass; false if it is time to sleep. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on the scheduler here: a hint that may be in vain
    boolean spin() {
        if (!counted || System.nanoTime() - endNanos >= 0) {
            return false;
        }
        if (SPINNING.get() == 1) {
            Thread.onSpinWait();
        } else {
            Thread.yield(); // whoever would answer, or read the next answer, may wait for this processor
        }
        return true;
    }

    /** Ends the spell. */
    void end() {
        if (counted) {
            SPINNING.getAndDecrement();
            counted = false;
        }
    }

    /** Learns from an answer that was not asked to wait. */
    void learn(long answerNanos) {
        recentNanos += (Math.min(answerNanos, 4 * MOST_NANOS) - recentNanos) / 8;
    }

    private long nanos() {
        // Answers that take longer than the most would be missed anyway: no more than the least is wasted on them.
        return recentNanos > MOST_NANOS ? LEAST_NANOS : Math.max(LEAST_NANOS, Math.min(2 * recentNanos, MOST_NANOS));
    }
}
