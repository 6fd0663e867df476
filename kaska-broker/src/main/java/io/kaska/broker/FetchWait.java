package io.kaska.broker;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One wait for the first message of several topics, which takes no thread: who waits is told when it is over. {@link #begin}
 * is called once, {@link #forget} afterwards; {@link #end} by any thread, any number of times, also before.
 *
 * <p>Costs a topic nothing while nobody waits for it.
 */
public final class FetchWait {
    private enum State {
        BEGINNING,
        WAITING,
        OVER
    }

    private final Runnable whenOver;
    private final AtomicReference<State> state = new AtomicReference<>(State.BEGINNING);
    private List<Topic> topics = List.of();

    /**
     * A wait that has not begun.
     *
     * @param whenOver run once, when the wait has begun and is over, by the thread that ends it, which may be the one that
     *     publishes: it has to be short
     */
    public FetchWait(Runnable whenOver) {
        this.whenOver = whenOver;
    }

    /**
     * Begins to wait until one of the topics has a message at or behind its offset, or is deleted, or for {@link #end}.
     * Both may be the case already.
     *
     * @param topics to wait for; not to be changed until {@link #forget}
     * @param offsets the offset wanted of each
     */
    public void begin(List<Topic> topics, long[] offsets) {
        this.topics = topics;
        for (int i = 0; i < topics.size() && state.get() == State.BEGINNING; i++) {
            Topic topic = topics.get(i);
            topic.add(this, offsets[i]);
            // Only now: a message published before is seen here, a later one ends this wait.
            if (topic.hasOrNeverWill(offsets[i])) {
                state.set(State.OVER);
            }
        }
        // Whoever ended it until now has left it to this thread to say so.
        if (!state.compareAndSet(State.BEGINNING, State.WAITING)) {
            whenOver.run();
        }
    }

    /** Ends the wait, now or as soon as it begins. */
    public void end() {
        if (state.getAndSet(State.OVER) == State.WAITING) {
            whenOver.run();
        }
    }

    /** Lets the topics forget it. */
    public void forget() {
        for (Topic topic : topics) {
            topic.remove(this);
        }
    }
}
