package io.kaska.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one topic that were given to the producer: how many of those that somebody waits for are not settled,
 * and the others in the order of the calls until they are told. Any thread adds, without waiting for another, and one at
 * a time takes; Kafka's own thread only marks a message as settled.
 */
final class TopicSends {
    private final KnownTopic topic;
    private final AtomicInteger waitedFor = new AtomicInteger();
    private final AtomicReference<PendingSend> last;
    private final AtomicBoolean listed = new AtomicBoolean();
    private volatile boolean gone;

    private PendingSend beforeFirst; // which is told: of one that is not in the list the next is not known
    private @Nullable PendingSend firstAtLastLook;

    TopicSends(KnownTopic topic) {
        this.topic = topic;
        beforeFirst = new PendingSend(this, null, 0);
        last = new AtomicReference<>(beforeFirst);
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

    // --- those that somebody waits for

    void addWaitedFor() {
        waitedFor.incrementAndGet();
    }

    void removeWaitedFor() {
        waitedFor.decrementAndGet();
    }

    // --- the others

    void add(PendingSend send) {
        last.getAndSet(send).setNext(send);
    }

    /** The next that is settled and not told; null if there is none. */
    synchronized @Nullable PendingSend takeSettled() {
        PendingSend first = beforeFirst.next();
        if (first == null || !first.isSettled()) {
            return null;
        }
        beforeFirst.setNext(
                null); // an old object that leads to a young one would keep that, though it is garbage itself
        beforeFirst = first;
        return first;
    }

    synchronized boolean hasSettled() {
        PendingSend first = beforeFirst.next();
        return first != null && first.isSettled();
    }

    /** Those that are not settled, in their order. */
    synchronized List<PendingSend> unsettled() {
        List<PendingSend> found = new ArrayList<>();
        for (PendingSend send = beforeFirst.next(); send != null; send = send.next()) {
            if (!send.isSettled()) {
                found.add(send);
            }
        }
        return found;
    }

    private synchronized @Nullable PendingSend firstUnsettled() {
        PendingSend send = beforeFirst.next();
        while (send != null && send.isSettled()) {
            send = send.next();
        }
        return send;
    }

    /** Whether a message, waited for or not, is not settled. */
    boolean isBusy() {
        return waitedFor.get() > 0 || firstUnsettled() != null;
    }

    /** Whether the first that is not settled was so at the last look, too. */
    synchronized boolean isLate() {
        PendingSend first = firstUnsettled();
        boolean late = first != null && first == firstAtLastLook;
        firstAtLastLook = first;
        return late;
    }

    // --- who takes them

    /** Whether it has to be put on the list of those with messages to be told, as it is not there. */
    boolean mustBeListed() {
        return !listed.get() && listed.compareAndSet(false, true);
    }

    /** Whether it has no message to be told, and was taken off the list. */
    synchronized boolean takeOffList() {
        if (last.get() != beforeFirst) {
            return false;
        }
        listed.set(false); // before the next look: who adds looks at it afterwards
        return last.get() == beforeFirst || !mustBeListed();
    }
}
