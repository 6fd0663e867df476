package io.kaska.client;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaInterruptedException;
import io.kaska.OutgoingMessage;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.ClientOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages that {@code sendAsync} accepted and that are not sent yet, in the order of their acceptance, and bounded
 * in memory. One daemon thread sends them, started with the first; any thread adds.
 *
 * <p>Invariant: a message counts as unsent until the broker has answered for it, and its future completes after that.
 * The futures complete on the sender, which runs what the application hung on them; whatever that does, the sender does
 * not wait for itself, but sends.
 */
final class SendQueue {
    /** What goes into one request, but for a single larger message. */
    private static final long MOST_BATCH_SIZE = 1 << 20;

    private static final int MOST_BATCH_COUNT = 16_384;

    private final ClientOptions options;
    private final SendBatch sends;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Condition settled = lock.newCondition();
    private final Deque<QueuedSend> queue = new ArrayDeque<>();
    /** What the sender is sending, in its order; batches within batches where it sends from within a future. */
    private final Deque<List<QueuedSend>> underWay = new ArrayDeque<>();

    private final Thread sender;
    private boolean senderSleeps;
    private long unsentSize;
    private boolean closed;

    SendQueue(BrokerLink link, ClientOptions options) {
        this.options = options;
        this.sends = new SendBatch(link);
        this.sender = new Thread(this::run, "kaska-sender");
        sender.setDaemon(true);
        sender.start();
    }

    /** Accepts a message. Waits for room, or fails, as the options say. */
    CompletableFuture<Long> add(String topic, OutgoingMessage message) {
        QueuedSend send = new QueuedSend(topic, message);
        lock.lock();
        try {
            awaitRoom(send.size());
            unsentSize += send.size();
            queue.add(send);
            if (senderSleeps) {
                added.signal();
            }
            return send.future();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what was accepted for a topic up to now is sent, so that a message sent now comes behind it. */
    void awaitSent(String topic) {
        lock.lock();
        try {
            QueuedSend last = lastOf(topic);
            long left = Durations.nanos(options.requestTimeout());
            while (last != null && !last.isSettled()) {
                if (left <= 0) {
                    throw new KaskaConnectionException(
                            "the messages queued before this one were not sent within " + options.requestTimeout(),
                            false,
                            null);
                }
                left = isSender() ? sendHere(left) : settled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** The last unsent message of a topic. Looked for, as few ask: noting it would cost every message. */
    private @Nullable QueuedSend lastOf(String topic) {
        Iterator<QueuedSend> waiting = queue.descendingIterator();
        while (waiting.hasNext()) {
            QueuedSend send = waiting.next();
            if (send.topic().equals(topic)) {
                return send;
            }
        }
        for (List<QueuedSend> batch : underWay) { // the newest first
            if (batch.get(0).topic().equals(topic)) {
                return batch.get(batch.size() - 1);
            }
        }
        return null;
    }

    /**
     * Takes no more messages, and waits for a time until all are sent and their futures complete: then the sender ends.
     * Keeps an interrupt, which ends the wait.
     */
    void drain(long nanos) {
        lock.lock();
        try {
            closed = true;
            added.signal();
            settled.signalAll(); // those that wait for room
        } finally {
            lock.unlock();
        }
        if (!isSender()) {
            try {
                sender.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitRoom(long size) {
        try {
            while (unsentSize > 0 && unsentSize + size > options.sendMemory()) {
                checkOpen();
                if (isSender()) {
                    sendHere(0);
                } else if (options.failWhenSendMemoryIsFull()) {
                    throw new SendMemoryExhaustedException(unsentSize + " bytes wait to be sent: " + size
                            + " more pass the limit of " + options.sendMemory());
                } else {
                    settled.await();
                }
            }
            checkOpen();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void run() {
        List<QueuedSend> batch = nextBatch();
        while (!batch.isEmpty()) {
            send(batch);
            batch = nextBatch();
        }
    }

    /** The next messages of one topic; empty once the queue is closed and at its end. */
    private List<QueuedSend> nextBatch() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                senderSleeps = true;
                added.awaitUninterruptibly();
            }
            senderSleeps = false;
            return takeBatch();
        } finally {
            lock.unlock();
        }
    }

    private List<QueuedSend> takeBatch() {
        List<QueuedSend> batch = new ArrayList<>();
        long size = 0;
        QueuedSend next = queue.peek();
        while (next != null && (batch.isEmpty() || fits(batch, size, next))) {
            batch.add(queue.remove());
            size += next.size();
            next = queue.peek();
        }
        if (!batch.isEmpty()) {
            underWay.push(batch);
        }
        return batch;
    }

    private static boolean fits(List<QueuedSend> batch, long size, QueuedSend next) {
        return next.topic().equals(batch.get(0).topic())
                && size + next.size() <= MOST_BATCH_SIZE
                && batch.size() < MOST_BATCH_COUNT;
    }

    private void send(List<QueuedSend> batch) {
        boolean interrupted = Thread.interrupted(); // by what an application hung on a future: not meant for a send
        sends.send(batch);
        settle(batch);
        batch.forEach(QueuedSend::complete);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(List<QueuedSend> batch) {
        lock.lock();
        try {
            for (QueuedSend send : batch) {
                send.settle();
                unsentSize -= send.size();
            }
            underWay.pop(); // one thread sends, so the newest ends first
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** On the sender itself, which would wait for ever: sends the next batch. Gives the lock up meanwhile. */
    private long sendHere(long left) {
        List<QueuedSend> batch = takeBatch();
        lock.unlock();
        try {
            send(batch);
        } finally {
            lock.lock();
        }
        return left;
    }

    private boolean isSender() {
        return Thread.currentThread() == sender;
    }

    private void checkOpen() {
        if (closed) {
            throw new KaskaClosedException("the client was closed");
        }
    }

    private static KaskaInterruptedException interrupted() {
        Thread.currentThread().interrupt();
        return new KaskaInterruptedException("interrupted while waiting for queued messages to be sent", false);
    }
}
