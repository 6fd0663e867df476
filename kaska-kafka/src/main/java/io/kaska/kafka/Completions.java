package io.kaska.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Completes the futures of {@code sendAsync}, in the order in which their messages are settled, which is of each topic
 * that of the calls; on a daemon thread of its own, which runs what the application hung on them: it may send, and wait
 * for that, which Kafka's own thread could not. Any thread calls it.
 */
final class Completions {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LULL_NANOS = 50_000;
    /** So many are completed before the next look at the time. */
    private static final int MOST_AT_ONCE = 1_000;

    private final SendRoom room;
    private final Runnable look;
    private final SettledQueue settled = new SettledQueue();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean resting;
    private volatile boolean closed;
    private volatile boolean ended;
    private long lastLook = System.nanoTime(); // by the thread alone

    /** @param look done now and then while there are messages that are not settled */
    Completions(SendRoom room, Runnable look) {
        this.room = room;
        this.look = look;
        thread = new Thread(this::run, "kaska-kafka-completer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Room was taken for a message: from now on it is looked for. */
    void expect() {
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    /** A message is settled: its room is free, whatever the application keeps the thread from. */
    void add(PendingSend send) {
        settled.add(send);
        room.giveBack(send.size());
        if (asleep) {
            LockSupport.unpark(thread);
        } else if (ended) {
            completeLate();
        }
    }

    /** What is settled only when the client is closed is completed by who settles it. */
    private synchronized void completeLate() {
        boolean unused = settled.completeSome(Integer.MAX_VALUE);
    }

    private void run() {
        while (!closed || !settled.isEmpty()) {
            // By what an application hung on a future: not meant for the others
            boolean unused = Thread.interrupted();
            if (!completeMany()) {
                sleep();
            }
            if (System.nanoTime() - lastLook > LOOK_NANOS) {
                look.run();
                lastLook = System.nanoTime();
            }
        }
        ended = true; // before the last look: who settles looks at it afterwards
        completeLate();
    }

    /**
     * Acknowledgements come many at a time: whoever waits for each of them is woken for each, which costs Kafka's thread
     * more than the message did.
     */
    private boolean completeMany() {
        if (settled.completeSome(MOST_AT_ONCE)) {
            return true;
        }
        LockSupport.parkNanos(LULL_NANOS);
        return settled.completeSome(MOST_AT_ONCE);
    }

    private void sleep() {
        asleep = true; // before the looks: who settles, takes room or closes looks at it afterwards
        resting = true;
        if (settled.isEmpty() && !closed) {
            if (room.isInUse()) {
                resting = false;
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                LockSupport.park(this);
            }
        }
        resting = false;
        asleep = false;
    }

    /** Ends when all that is settled is completed, or a time is over; on this thread itself it is completed here. */
    void drain(long millis) {
        closed = true;
        if (Thread.currentThread() == thread) {
            boolean unused = settled.completeSome(Integer.MAX_VALUE);
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
