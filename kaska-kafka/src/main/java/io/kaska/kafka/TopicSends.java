package io.kaska.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one topic that were given to the producer: those that somebody waits for until they are settled, and
 * the others in the order of the calls until they are told. Any thread adds, without waiting for another, and one at
 * a time takes; Kafka's own thread only marks a message as settled.
 */
final class TopicSends {
    private final KnownTopic topic;
    private final Set<PendingSend> waitedFor = ConcurrentHashMap.newKeySet();
    private final AtomicReference<PendingSend> last;
    private final AtomicBoolean listed = new AtomicBoolean();
    private volatile boolean gone;

    private PendingSend beforeFirst; // which is told: of one that is not in the list the next is not known
    private @Nullable PendingSend firstAtLastLook;

    TopicSends(KnownTopic topic) {
        this.topic = topic;
        beforeFirst = new PendingSend(this, null, 0);
        beforeFirst.given();
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

    void addWaitedFor(PendingSend send) {
        waitedFor.add(send);
    }

    void removeWaitedFor(PendingSend send) {
        waitedFor.remove(send);
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
        // An old object that leads to a young one would keep that, though it is garbage itself.
        beforeFirst.setNext(null);
        beforeFirst = first;
        return first;
    }

    synchronized boolean hasSettled() {
        PendingSend first = beforeFirst.next();
        return first != null && first.isSettled();
    }

    /** Those that are not settled: the waited for, and behind them the others in their order. */
    List<PendingSend> unsettled() {
        List<PendingSend> found = new ArrayList<>(waitedFor); // one may be in its way still, whoever waited for it
        synchronized (this) {
            PendingSend newest = newest();
            for (PendingSend send = beforeFirst; send != newest; ) {
                send = behind(send);
                if (!send.isSettled()) {
                    found.add(send);
                }
            }
        }
        return found;
    }

    /** The last that was added; who has added it may be about to link it. */
    private PendingSend newest() {
        return Objects.requireNonNull(last.get());
    }

    /** The next of one that is not the last: it is there, but for a moment while it is linked. */
    private static PendingSend behind(PendingSend send) {
        PendingSend next = send.next();
        while (next == null) {
            Thread.onSpinWait();
            next = send.next();
        }
        return next;
    }

    private synchronized @Nullable PendingSend firstUnsettled() {
        PendingSend newest = newest();
        for (PendingSend send = beforeFirst; send != newest; ) {
            send = behind(send);
            if (!send.isSettled()) {
                return send;
            }
        }
        return null;
    }

    /** Whether a message, waited for or not, is not settled. */
    boolean isBusy() {
        return !waitedFor.isEmpty() || hasUnsettled();
    }

    private synchronized boolean hasUnsettled() {
        PendingSend newest = newest();
        // Mostly the last is not settled if any is: then nothing is walked through.
        return newest != beforeFirst && (!newest.isSettled() || firstUnsettled() != null);
    }

    /** Whether there is a message that was not told, settled or not. */
    synchronized boolean hasUntold() {
        return last.get() != beforeFirst;
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
