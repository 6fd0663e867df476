package io.kaska.server;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says who may look at its socket for a moment before it sleeps. A wake-up costs far more than a request, so a broker
 * that is kept busy by few peers is several times as fast when it looks again; but a thread that looks takes a core from
 * those who work, so only as many may as there are cores to spare. A virtual one keeps more than a core from them, the
 * carrier and what is queued behind it, and so stops as soon as all cores have work.
 *
 * <p>Safe for use by many threads.
 */
final class SpinGate {
    /** How long to look before sleeping. */
    static final long SPIN_NANOS = 50_000;

    private final int mostSpinning;
    private final AtomicInteger spinning = new AtomicInteger();
    private final AtomicInteger awake = new AtomicInteger();

    SpinGate(boolean on) {
        mostSpinning = on ? Runtime.getRuntime().availableProcessors() - 1 : 0;
    }

    /** One more thread works or looks. */
    void wakeUp() {
        awake.incrementAndGet();
    }

    void fallAsleep() {
        awake.decrementAndGet();
    }

    /** Whether the caller may spin; then {@link #leave} has to follow. */
    boolean enter() {
        if (spinning.get() >= mostSpinning || !mayStay()) {
            return false;
        }
        if (spinning.incrementAndGet() > mostSpinning) {
            spinning.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Whether a caller that entered may go on. */
    boolean mayStay() {
        return awake.get() <= mostSpinning || !Thread.currentThread().isVirtual();
    }

    void leave() {
        spinning.decrementAndGet();
    }

    /** Between two looks: lets others have the core if there are any. */
    @SuppressWarnings("ThreadPriorityCheck") // measured: without the yield the others starve behind the one that looks
    void pause() {
        if (awake.get() > 1) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }
}
