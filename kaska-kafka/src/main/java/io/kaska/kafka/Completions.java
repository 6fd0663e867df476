package io.kaska.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures of {@code sendAsync}, those of a topic in the order of the calls, on a daemon thread of its own,
 * which runs what the application hung on them: it may send, and wait for that, which Kafka's own thread could not. Any
 * thread calls it.
 */
final class Completions {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LULL_NANOS = 50_000;
    /** So many of a topic are told before those of another. */
    private static final int MOST_AT_ONCE = 1_000;

    private final SendRoom room;
    private final Consumer<TopicSends> look;
    private final Queue<TopicSends> added = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile long giveUp; // by System.nanoTime, once closed
    private volatile boolean closed;
    private volatile boolean ended;

    /** The topics with messages to be told, beside those just added. Used by the thread alone, until it has ended. */
    private final List<TopicSends> listed = new ArrayList<>();

    private long lastLook = System.nanoTime();

    /** @param look done now and then with each topic that has messages to be told */
    Completions(SendRoom room, Consumer<TopicSends> look) {
        this.room = room;
        this.look = look;
        thread = new Thread(this::run, "kaska-kafka-completer");
        thread.setDaemon(true);
        thread.start();
    }

    /** A message is about to be given to the producer. */
    void expect(PendingSend send) {
        TopicSends topic = send.topic();
        topic.add(send);
        if (topic.mustBeListed()) {
            added.add(topic);
            wake();
        }
    }

    /** A message is settled: its room is free, whatever the application keeps the thread from. */
    void wake(PendingSend settled) {
        room.giveBack(settled.size());
        wake();
    }

    /** A message is settled, or something else has changed. */
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        } else if (ended) {
            tellLate();
        }
    }

    /** What is settled only when the client is closed is told by who settles it. */
    private synchronized void tellLate() {
        while (tellSettled()) {
            assert ended;
        }
    }

    private void run() {
        while (!closed || (hasUntold() && System.nanoTime() - giveUp < 0)) {
            // By what an application hung on a future: not meant for the others
            boolean unused = Thread.interrupted();
            if (!tellMany()) {
                sleep();
            }
            if (System.nanoTime() - lastLook > LOOK_NANOS) {
                listed.forEach(look);
                lastLook = System.nanoTime();
            }
        }
        ended = true; // before the last look: who settles looks at it afterwards
        tellLate();
    }

    /**
     * Acknowledgements come many at a time: whoever waits for each of them is woken for each, which costs Kafka's thread
     * more than the message did.
     */
    private boolean tellMany() {
        if (!tellSettled()) {
            LockSupport.parkNanos(LULL_NANOS);
            return tellSettled();
        }
        return true;
    }

    /** Tells what is settled; returns whether there was anything. Runs within itself where the application closes. */
    private boolean tellSettled() {
        for (TopicSends topic = added.poll(); topic != null; topic = added.poll()) {
            listed.add(topic);
        }
        boolean found = false;
        for (int i = listed.size() - 1; i >= 0; i--) {
            found |= tell(listed.get(i));
        }
        return found;
    }

    private static boolean tell(TopicSends topic) {
        int told = 0;
        @Nullable PendingSend send = topic.takeSettled();
        while (send != null) {
            send.tell();
            told++;
            send = told < MOST_AT_ONCE ? topic.takeSettled() : null;
        }
        return told > 0;
    }

    private boolean hasUntold() {
        return !added.isEmpty() || listed.stream().anyMatch(TopicSends::hasUntold);
    }

    private boolean hasSettled() {
        return !added.isEmpty() || listed.stream().anyMatch(TopicSends::hasSettled);
    }

    private void sleep() {
        listed.removeIf(TopicSends::takeOffList);
        asleep = true; // before the looks: who adds, settles or closes looks at it afterwards
        if (!hasSettled()) {
            if (!listed.isEmpty()) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else if (!closed) {
                LockSupport.park(this);
            }
        }
        asleep = false;
    }

    /** Ends when all is told, or a time is over; on this thread itself what is settled is told here. */
    void drain(long millis) {
        giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        closed = true;
        if (Thread.currentThread() == thread) {
            while (tellSettled()) {
                assert closed;
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
