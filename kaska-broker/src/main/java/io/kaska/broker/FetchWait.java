package io.kaska.broker;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One wait for the first message of several topics. {@link #await} is called by the thread that waits, once;
 * {@link #end} by any, any number of times, also before.
 *
 * <p>Costs a topic nothing while nobody waits for it.
 */
public final class FetchWait {
    private volatile boolean ended;
    private volatile @Nullable Thread waiting;

    /** A wait that has not begun. */
    public FetchWait() {}

    /** Ends the wait, now or as soon as it begins. */
    public void end() {
        ended = true;
        LockSupport.unpark(waiting);
    }

    /**
     * Waits until one of the topics has a message at or behind its offset, or is deleted, or the time is over, or
     * {@link #end}, or an interrupt, whose flag is kept.
     *
     * @param topics to wait for
     * @param offsets the offset wanted of each
     */
    public void await(List<Topic> topics, long[] offsets, long nanos) {
        long deadline = System.nanoTime() + nanos;
        waiting = Thread.currentThread();
        int registered = 0;
        try {
            while (registered < topics.size() && !ended) {
                Topic topic = topics.get(registered);
                long offset = offsets[registered];
                topic.add(this, offset);
                registered++;
                // Only now: a message published before is seen here, a later one ends this wait.
                if (topic.hasOrNeverWill(offset)) {
                    ended = true; // never to false: another thread may have ended this wait meanwhile
                }
            }
            park(deadline);
        } finally {
            for (int i = 0; i < registered; i++) {
                topics.get(i).remove(this);
            }
        }
    }

    private void park(long deadline) {
        long left = deadline - System.nanoTime();
        while (!ended && left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, left);
            left = deadline - System.nanoTime();
        }
    }
}
