package io.kaska.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of one topic that were given to the producer and not acknowledged yet. Used by any thread. */
final class TopicSends {
    private final KnownTopic topic;
    private final Deque<PendingSend> pending = new ArrayDeque<>();

    TopicSends(KnownTopic topic) {
        this.topic = topic;
    }

    KnownTopic topic() {
        return topic;
    }

    synchronized void add(PendingSend send) {
        pending.addLast(send);
    }

    /** Acknowledgements come in the order of the messages, or nearly, where several threads send. */
    synchronized void remove(PendingSend send) {
        pending.removeFirstOccurrence(send);
    }

    synchronized boolean isEmpty() {
        return pending.isEmpty();
    }

    /** The one that was given last. */
    synchronized @Nullable PendingSend last() {
        return pending.peekLast();
    }

    /** How long the first has waited, in nanoseconds; 0 if there is none. */
    synchronized long oldestAge() {
        PendingSend first = pending.peekFirst();
        return first == null ? 0 : System.nanoTime() - first.startNanos();
    }

    synchronized List<PendingSend> all() {
        return new ArrayList<>(pending);
    }
}
