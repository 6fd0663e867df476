package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaInterruptedException;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.spi.ClientOptions;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes are sent without waiting and not acknowledged yet, up to a bound. Each message counts for more than it
 * has. Used by any thread.
 */
final class SendRoom {
    /**
     * What a message counts for beside its bytes. What is kept around it, here and in kafka-clients, is some 300 bytes of
     * the heap; but a collector copies those of all that are on their way, which costs more than to send them where they
     * are hundreds of thousands, and nothing is gained by so many.
     */
    private static final int AROUND_MESSAGE = 1_000;

    /** Where the two sums stand, each in a cache line of its own: one thread adds to the one while another does to the other. */
    private static final int TAKEN = 16;

    private static final int GIVEN_BACK = 32;
    private static final int LENGTH = 48;

    /**
     * Who waits for room is woken when such a part is free. To be woken for each message costs more than to send it; and
     * who sleeps until an eighth or half is free leaves a processor idle, and then sends while the rest has most to do.
     */
    private static final int PART_TO_WAKE_FOR = 64;

    private final ClientOptions limits;
    /** All that was ever taken, and all that was ever given back: the difference is in use. */
    private final AtomicLongArray sums = new AtomicLongArray(LENGTH);
    /** What was given back at somebody's last look: some more is by now. */
    private volatile long seenGivenBack;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private volatile boolean awaited;
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
            long before = sums.get(TAKEN);
            if (before - seenGivenBack + size > limits.sendMemory() && !isRoom(size)) {
                await(size);
            } else if (sums.compareAndSet(TAKEN, before, before + size)) {
                return;
            }
        }
    }

    private boolean isRoom(long size) {
        long used = used();
        return used == 0 || used + size <= limits.sendMemory();
    }

    private long used() {
        long givenBack = sums.get(GIVEN_BACK); // first, as it never passes what is taken
        seenGivenBack = givenBack;
        return sums.get(TAKEN) - givenBack;
    }

    boolean isInUse() {
        return used() > 0;
    }

    private void await(long size) {
        if (limits.failWhenSendMemoryIsFull()) {
            throw new SendMemoryExhaustedException(
                    used() + " bytes wait to be sent: " + size + " more pass the limit of " + limits.sendMemory());
        }
        lock.lock();
        try {
            awaited = true; // before the look: who gives back looks at it afterwards
            while (!closed && !isRoom(size)) {
                freed.await();
                awaited = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while waiting for queued messages to be sent", false);
        } finally {
            lock.unlock();
        }
    }

    void giveBack(int messageSize) {
        long givenBack = sums.addAndGet(GIVEN_BACK, messageSize + (long) AROUND_MESSAGE);
        if (awaited && sums.get(TAKEN) - givenBack <= limits.sendMemory() - limits.sendMemory() / PART_TO_WAKE_FOR) {
            wakeAll();
        }
    }

    private void wakeAll() {
        lock.lock();
        try {
            awaited = false;
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
