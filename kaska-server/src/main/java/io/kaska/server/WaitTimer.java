package io.kaska.server;

import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends waits whose time is over. Nearly all end before it is, thousands in a second, so the end of one wakes no thread, nor
 * does its beginning: the timer's own sleeps until the time that was the earliest when it looked last, and is woken only for
 * an earlier one.
 * The JDK's timed sleep of a virtual thread wakes a thread twice for each, which was a quarter of what a broker whose
 * messages are waited for takes of the processor.
 *
 * <p>Safe for use by many threads. It has a virtual thread from the first
 * wait until the time of the last one that it has seen.
 */
final class WaitTimer {
    private static final Logger LOG = LoggerFactory.getLogger(WaitTimer.class);
    private static final long LINGER_NANOS = 100_000_000;

    private final ConcurrentSkipListSet<Timeout> timeouts = new ConcurrentSkipListSet<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile long sleepsUntil;

    /**
     * What is to be done at a time.
     *
     * @param deadline by {@link System#nanoTime}
     */
    record Timeout(long deadline, long number, Runnable action) implements Comparable<Timeout> {
        @Override
        public int compareTo(Timeout other) {
            int byDeadline = Long.signum(deadline - other.deadline); // the clock may pass the end of its range
            return byDeadline != 0 ? byDeadline : Long.compare(number, other.number);
        }
    }

    /**
     * Runs something when a time is over, unless that is cancelled.
     *
     * @param action run by the timer's thread: it has to be short, and must not throw
     * @param nanos from now
     */
    Timeout add(Runnable action, long nanos) {
        Timeout timeout = new Timeout(System.nanoTime() + nanos, numbers.getAndIncrement(), action);
        timeouts.add(timeout);
        boolean added = false;
        try {
            wake(timeout);
            added = true;
        } finally {
            if (!added) { // no thread can be started
                timeouts.remove(timeout);
            }
        }
        return timeout;
    }

    private void wake(Timeout timeout) {
        // Only now: a thread that is about to sleep, or to end, looks once more when it has said so.
        Thread timer = thread.get();
        if (timer == null) {
            start();
        } else if (timeout.deadline - sleepsUntil < 0) {
            LockSupport.unpark(timer);
        }
    }

    /** Does nothing if it was run. */
    void cancel(Timeout timeout) {
        timeouts.remove(timeout);
    }

    private void start() {
        Thread timer = Thread.ofVirtual()
                .name("kaska-wait-timer")
                .inheritInheritableThreadLocals(false)
                .unstarted(this::run);
        if (thread.compareAndSet(null, timer)) {
            boolean started = false;
            try {
                timer.start();
                started = true;
            } finally {
                if (!started) {
                    thread.set(null);
                }
            }
        }
    }

    /** For tests. */
    boolean hasThread() {
        return thread.get() != null;
    }

    private void run() {
        Thread own = Thread.currentThread();
        do {
            try {
                runTimeouts();
            } finally { // also where it ends by an error: the next wait begins another
                thread.set(null);
            }
            VarHandle.fullFence(); // the set is read without one
        } while (!timeouts.isEmpty() && thread.compareAndSet(null, own));
    }

    /** Returns when none is left, and none came for a while. */
    private void runTimeouts() {
        boolean lingered = false;
        while (true) {
            Timeout first = first();
            if (first == null && lingered) {
                return;
            }
            lingered = first == null;
            long now = System.nanoTime();
            if (first != null && first.deadline - now <= 0) {
                timeouts.remove(first);
                run(first.action);
                continue;
            }
            long until = first == null ? now + LINGER_NANOS : first.deadline;
            sleepsUntil = until;
            VarHandle.fullFence();
            // Unless an earlier one came, whose adder may have seen no need to wake this thread.
            if (Objects.equals(first, first())) {
                LockSupport.parkNanos(this, until - now);
            }
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("what was due after a wait failed", e); // the others are due all the same
        }
    }

    private @Nullable Timeout first() {
        Iterator<Timeout> inOrder = timeouts.iterator();
        return inOrder.hasNext() ? inOrder.next() : null;
    }
}
