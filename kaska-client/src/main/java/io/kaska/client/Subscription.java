package io.kaska.client;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import io.kaska.Message;
import io.kaska.NotSubscribedException;
import io.kaska.client.Poll.Question;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Names;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.ClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a client is subscribed to, and the polls of them, by any number of threads. The order is
 * {@link ReadAhead}'s; here is who asks the broker, and who waits. The lock is never held while the broker is asked: an
 * answer counts only for the topics that stand where they stood when it was asked for.
 *
 * <p>One poll at a time, the waiter, waits at the broker for all of them, since a second request would end the wait of
 * the first; the others wait here until it brings messages or leaves.
 */
final class Subscription {
    /**
     * The longest that one request waits at the broker; then it asks again. A seek or the end of the subscription ends
     * the wait at once, but for a link that cannot do that, or when the request was just about to go out.
     */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long to wait before asking again for topics of which the broker knows none. */
    private static final long UNKNOWN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final BrokerLink link;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ReadAhead readAhead;
    private final OffsetResets resets;
    private long seeks;
    private boolean hasWaiter;
    private boolean ended;
    private boolean closed;

    /** Takes over the topics, each at its position. */
    Subscription(BrokerLink link, ClientOptions options, RingMap<SubscribedTopic> topics) {
        this.link = link;
        this.readAhead = new ReadAhead(topics, options.readAheadSize(), options.readAheadMessages());
        this.resets = new OffsetResets(link, options.offsetReset());
    }

    long position(String topic) {
        lock.lock();
        try {
            return existing(topic).offset();
        } finally {
            lock.unlock();
        }
    }

    void seek(String topic, long offset) {
        boolean waits;
        lock.lock();
        try {
            readAhead.seek(existing(topic), offset);
            seeks++;
            changed.signalAll();
            waits = hasWaiter;
        } finally {
            lock.unlock();
        }
        if (waits) {
            link.endWaits(); // it waits for messages behind the old position
        }
    }

    /** Drops what was read ahead of a topic that is no more; its position stays. */
    void forget(String topic) {
        forgetBelow(topic, Long.MAX_VALUE);
    }

    /** Drops what was read ahead of a topic whose messages below an offset are no more; its position stays. */
    void forgetBelow(String topic, long earliest) {
        lock.lock();
        try {
            SubscribedTopic known = readAhead.topics().get(topic);
            if (known != null && known.offset() < earliest) {
                readAhead.seek(known, known.offset());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes up to {@code max} messages. What was taken is never lost: if asking fails after it, it is given out, and
     * the next poll meets the failure.
     */
    List<Message> poll(int max, long waitNanos) {
        Poll poll = new Poll(max, waitNanos);
        try {
            Question question = next(poll);
            while (question != null) {
                ask(poll, question);
                question = next(poll);
            }
        } catch (KaskaException e) {
            if (poll.taken().isEmpty()) {
                throw e;
            }
        } finally {
            endWaiting(poll);
        }
        return poll.taken();
    }

    /** Ends all polls. */
    void end(boolean clientClosed) {
        boolean waits;
        lock.lock();
        try {
            ended = true;
            closed |= clientClosed;
            changed.signalAll();
            waits = hasWaiter;
        } finally {
            lock.unlock();
        }
        if (waits) {
            link.endWaits();
        }
    }

    /** Takes what can be taken; returns what has to be asked then, or null if the poll is over. */
    private @Nullable Question next(Poll poll) {
        lock.lock();
        try {
            while (true) {
                checkOpen();
                poll.heed(seeks);
                readAhead.take(poll);
                boolean mayWait = readAhead.isEmpty() && poll.remainingNanos() > 0;
                if (mayWait && hasWaiter && !poll.isWaiter()) {
                    await(poll.remainingNanos());
                } else if (poll.missing() == 0 || (readAhead.hasLookedAtAll(poll) && !mayWait)) {
                    return null;
                } else if (mayWait && poll.isAllUnknown()) {
                    poll.setAllUnknown(false);
                    await(Math.min(UNKNOWN_PAUSE_NANOS, poll.remainingNanos()));
                } else {
                    return question(poll, mayWait);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Question question(Poll poll, boolean mayWait) {
        if (!mayWait) {
            return readAhead.question(poll, 0);
        }
        hasWaiter = true;
        poll.setWaiter(true);
        if (readAhead.hasLookedAtAll(poll)) {
            poll.forgetLooks();
        }
        // Topics that were looked at already could get a message while the others are waited for.
        long wait = poll.hasLooked() ? 0 : Math.min(poll.remainingNanos(), LONGEST_WAIT_NANOS);
        return readAhead.question(poll, Math.max(0, wait));
    }

    private void ask(Poll poll, Question question) {
        FetchResponse response = null;
        Map<Integer, OptionalLong> resetTo = Map.of();
        try {
            FetchResponse answer = link.fetch(
                    question.positions(),
                    question.maxBytes(),
                    question.maxMessages(),
                    Duration.ofNanos(question.waitNanos()));
            resetTo = resets.of(question, answer);
            response = answer;
        } finally {
            lock.lock();
            try {
                readAhead.close(question);
                if (response != null) {
                    readAhead.answer(poll, question, response, resetTo);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void endWaiting(Poll poll) {
        if (poll.isWaiter()) {
            lock.lock();
            try {
                hasWaiter = false;
                changed.signalAll(); // the next to wait at the broker is one of them
            } finally {
                lock.unlock();
            }
        }
    }

    /** Lets the lock go for a time, or until something changed. */
    @SuppressWarnings("WaitNotInLoop") // the caller's loop looks at everything again
    private void await(long nanos) {
        try {
            long unused = changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while waiting for a message", false);
        }
    }

    private SubscribedTopic existing(String topic) {
        checkOpen();
        SubscribedTopic subscribed = readAhead.topics().get(topic);
        if (subscribed == null) {
            throw new NotSubscribedException("the client is not subscribed to the topic " + Names.shown(topic));
        }
        return subscribed;
    }

    private void checkOpen() {
        if (closed) {
            throw new KaskaClosedException("the client was closed");
        }
        if (ended) {
            throw new NotSubscribedException("the client is not subscribed any more");
        }
    }
}
