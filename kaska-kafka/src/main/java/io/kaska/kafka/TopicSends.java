package io.kaska.kafka;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many messages of a topic were given to the producer, and how many of them are settled. Those that succeed do so in
 * the order in which they were given; a failure may come out of turn. Used by any thread.
 */
final class TopicSends {
    /** Where the two sums stand, each in a cache line of its own: one thread adds to the one while another does to the other. */
    private static final int GIVEN = 16;

    private static final int SUCCEEDED = 32;
    private static final int LENGTH = 48;

    private final KnownTopic topic;
    private final AtomicLongArray sums = new AtomicLongArray(LENGTH);
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean gone;
    private long settledAtLastLook = -1;

    TopicSends(KnownTopic topic) {
        this.topic = topic;
    }

    KnownTopic topic() {
        return topic;
    }

    /** Messages that fail from now on do so as the topic is not there. */
    void setGone() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    // --- one message

    /** One is about to be given to the producer. */
    void give() {
        sums.getAndIncrement(GIVEN);
    }

    /** One was appended. */
    void succeed() {
        sums.getAndIncrement(SUCCEEDED);
    }

    /** One failed, or was not given after all. */
    void fail() {
        failed.incrementAndGet();
    }

    // --- all

    /** Whether a message is not settled. */
    boolean isBusy() {
        long settled = settled(); // first, as it never passes what is given
        return settled != sums.get(GIVEN);
    }

    private long settled() {
        return sums.get(SUCCEEDED) + failed.get();
    }

    /** Whether there is a message that is not settled, and there was none settled since the last look, which saw one, too. */
    synchronized boolean isLate() {
        long settled = settled();
        boolean busy = settled != sums.get(GIVEN);
        boolean late = busy && settled == settledAtLastLook;
        settledAtLastLook = busy ? settled : -1;
        return late;
    }

    /** The messages that were given until now. */
    Until untilNow() {
        return new Until();
    }

    /** Used by one thread. */
    final class Until {
        private long failures = -1;
        private long successes;

        private Until() {
            boolean unused = isSettled();
        }

        /**
         * Whether all are settled. Where one has failed since, it may have been one of them or a later one: then those are
         * waited for that were given until that was seen.
         */
        boolean isSettled() {
            long now = failed.get();
            if (now != failures) {
                failures = now;
                successes = sums.get(GIVEN) - now;
            }
            return sums.get(SUCCEEDED) >= successes;
        }
    }
}
