package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaInterruptedException;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.spi.ClientOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes are sent without waiting and not acknowledged yet, up to a bound. What is kept around a message counts
 * too: of small ones it is the larger part, and a collector that has to copy it costs more than to send them. Used by any
 * thread.
 */
final class SendRoom {
    /** What a message on its way takes of the heap beside its bytes, here and in kafka-clients, about. */
    private static final int AROUND_MESSAGE = 200;

    private final ClientOptions limits;
    private final AtomicLong used = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    SendRoom(ClientOptions limits) {
        this.limits = limits;
    }

    /** Waits for room, or fails, as the options say; a single message always has some. */
    void take(int messageSize) {
        long size = messageSize + (long) AROUND_MESSAGE;
        while (true) {
            if (closed) {
                throw new KaskaClosedException("the client was closed");
            }
            long before = used.get();
            if (!isRoom(before, size)) {
                await(size);
            } else if (used.compareAndSet(before, before + size)) {
                return;
            }
        }
    }

    private boolean isRoom(long before, long size) {
        return before == 0 || before + size <= limits.sendMemory();
    }

    private void await(long size) {
        if (limits.failWhenSendMemoryIsFull()) {
            throw new SendMemoryExhaustedException(
                    used.get() + " bytes wait to be sent: " + size + " more pass the limit of " + limits.sendMemory());
        }
        lock.lock();
        waiting.incrementAndGet(); // before the look: who gives back looks at it afterwards
        try {
            while (!closed && !isRoom(used.get(), size)) {
                freed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while waiting for queued messages to be sent", false);
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    void giveBack(int messageSize) {
        used.addAndGet(-(messageSize + (long) AROUND_MESSAGE));
        if (waiting.get() > 0) {
            wakeAll();
        }
    }

    private void wakeAll() {
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more. */
    void close() {
        closed = true;
        wakeAll();
    }
}
