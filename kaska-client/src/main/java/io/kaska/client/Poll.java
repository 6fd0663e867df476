package io.kaska.client;

import io.kaska.Message;
import io.kaska.spi.TopicPosition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One call of poll: what it has taken, and which topics it has looked at. Made by its caller, used under the lock of the
 * {@link Subscription}.
 */
final class Poll {
    private final int max;
    private final long startNanos = System.nanoTime();
    private final long waitNanos;
    private final ArrayList<Message> taken;
    private final BitSet looked = new BitSet();
    private long seenSeeks;
    private boolean waiter;
    private boolean allUnknown;
    private int silence;
    private boolean over;

    /** What is asked of the broker: topics in the order of the ring, from where each stands, and how much. */
    record Question(
            List<SubscribedTopic> topics,
            List<TopicPosition> positions,
            int maxBytes,
            int maxMessages,
            long waitNanos) {
        /** Whether a topic still stands where it stood, so that the answer about it counts. */
        @SuppressWarnings("ReferenceEquality") // a seek to the same offset makes another position
        boolean holds(int index) {
            return topics.get(index).position() == positions.get(index);
        }
    }

    /**
     * @param max how many messages, 1 or more
     * @param waitNanos how long to wait for the first
     */
    Poll(int max, long waitNanos) {
        this.max = max;
        this.waitNanos = waitNanos;
        this.taken = new ArrayList<>(Math.min(max, 16));
    }

    List<Message> taken() {
        return taken;
    }

    /** So many messages are about to be taken. */
    void expect(int count) {
        taken.ensureCapacity(taken.size() + count);
    }

    void take(Message message) {
        taken.add(message);
    }

    /** How many more messages it wants. */
    int missing() {
        return over ? 0 : max - taken.size();
    }

    /** Gives out what it has taken, and no more: what comes next is an error. */
    void stop() {
        over = true;
    }

    /** How long it may still wait; 0 or less if not at all, as what it has taken is given out at once. */
    long remainingNanos() {
        return taken.isEmpty() && waitNanos > 0 ? waitNanos - (System.nanoTime() - startNanos) : 0;
    }

    /** Whether it had begun at a time, so that what was found then holds for its moment. */
    boolean hadBegunAt(long nanos) {
        return nanos - startNanos >= 0;
    }

    /** The topic has nothing at this moment beyond what is buffered. */
    void look(int place) {
        looked.set(place);
    }

    /** The first place from that one on that it has not looked at. */
    int nextUnlooked(int place) {
        return looked.nextClearBit(place);
    }

    boolean hasLooked() {
        return !looked.isEmpty();
    }

    /** Begins a new moment, in which every topic may have something. */
    void forgetLooks() {
        looked.clear();
    }

    /** A seek of any thread makes what was seen before worth nothing. */
    void heed(long seeks) {
        if (seeks != seenSeeks) {
            seenSeeks = seeks;
            forgetLooks();
        }
    }

    /** Whether this is the poll that waits at the broker for all polls of the client. */
    boolean isWaiter() {
        return waiter;
    }

    void setWaiter(boolean waits) {
        waiter = waits;
    }

    /** Whether the broker knew none of the topics, so that nothing ends a wait there. */
    boolean isAllUnknown() {
        return allUnknown;
    }

    void setAllUnknown(boolean unknown) {
        allUnknown = unknown;
    }

    /** How many answers in a row have told nothing. */
    int countSilence(boolean told) {
        silence = told ? 0 : silence + 1;
        return silence;
    }
}
