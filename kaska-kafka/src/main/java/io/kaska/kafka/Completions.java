package io.kaska.kafka;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures of {@code sendAsync} in the order in which they were acknowledged, on a daemon thread of its own,
 * which runs what the application hung on them: it may send, and wait for that, which Kafka's own thread could not.
 * Any thread adds.
 */
final class Completions {
    private static final long LOOK_MILLIS = 100;
    private static final long LULL_NANOS = 50_000;

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final BooleanSupplier idle;
    private final Runnable look;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    /**
     * @param idle whether nothing is to come, but what is announced by {@link #wake}
     * @param look done now and then while something is to come, and does not
     */
    Completions(BooleanSupplier idle, Runnable look) {
        this.idle = idle;
        this.look = look;
        thread = new Thread(this::run, "kaska-kafka-completer");
        thread.setDaemon(true);
        thread.start();
    }

    void add(Runnable completion) {
        queue.add(completion);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** Something is to come. */
    void wake() {
        add(() -> {});
    }

    private void run() {
        while (!closed || !queue.isEmpty()) {
            // By what an application hung on a future: not meant for the others
            boolean unused = Thread.interrupted();
            Runnable next = nextOfMany();
            if (next != null) {
                next.run();
            } else if (!sleep()) {
                look.run();
            }
        }
    }

    /**
     * Acknowledgements come many at a time: whoever waits for each of them is woken for each, which costs Kafka's thread
     * more than the message did.
     */
    private @Nullable Runnable nextOfMany() {
        Runnable next = queue.poll();
        if (next == null) {
            LockSupport.parkNanos(LULL_NANOS);
            next = queue.poll();
        }
        return next;
    }

    /** Returns whether something was added. */
    private boolean sleep() {
        asleep = true; // before the look: who adds looks at it afterwards
        if (queue.isEmpty() && idle.getAsBoolean()) {
            LockSupport.park(this);
        } else if (queue.isEmpty()) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
        asleep = false;
        return !queue.isEmpty();
    }

    /** Ends when all that was added is done, for a time; on this thread itself does it here. */
    void drain(long millis) {
        closed = true;
        if (Thread.currentThread() == thread) {
            for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
                next.run();
            }
            return;
        }
        wake();
        try {
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
