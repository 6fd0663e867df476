package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaInterruptedException;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.spi.ClientOptions;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many bytes are sent without waiting and not acknowledged yet, up to a bound. Used by any thread. */
final class SendRoom {
    private final ClientOptions limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private long used;
    private boolean closed;

    SendRoom(ClientOptions limits) {
        this.limits = limits;
    }

    /**
     * Waits for room, or fails, as the options say; a single message always has some.
     *
     * @return whether nothing was there before
     */
    boolean take(long size) {
        lock.lock();
        try {
            while (!closed && used > 0 && used + size > limits.sendMemory()) {
                if (limits.failWhenSendMemoryIsFull()) {
                    throw new SendMemoryExhaustedException(used + " bytes wait to be sent: " + size
                            + " more pass the limit of " + limits.sendMemory());
                }
                freed.await();
            }
            if (closed) {
                throw new KaskaClosedException("the client was closed");
            }
            boolean first = used == 0;
            used += size;
            return first;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while waiting for queued messages to be sent", false);
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return used == 0;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(long size) {
        lock.lock();
        try {
            used -= size;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
