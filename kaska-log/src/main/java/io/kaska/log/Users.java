package io.kaska.log;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Counts who uses something. Once it is closed nobody can begin to; exactly one call, of the last that goes or of
 * {@link #close}, is told that nobody is left, and ends the thing.
 *
 * <p>Safe for use by many threads.
 */
final class Users {
    private static final int CLOSED = Integer.MIN_VALUE;

    private static final AtomicIntegerFieldUpdater<Users> COUNT =
            AtomicIntegerFieldUpdater.newUpdater(Users.class, "count"); // every topic has three of these

    private volatile int count; // with CLOSED added once closed

    /** @param count how many there are from the beginning */
    Users(int count) {
        this.count = count;
    }

    /** One more; false if it is closed, and nothing is counted. */
    boolean tryEnter() {
        int before = count;
        while (before >= 0) {
            if (COUNT.compareAndSet(this, before, before + 1)) {
                return true;
            }
            before = count;
        }
        return false;
    }

    /** One less; true if it was the last of something closed. */
    boolean leave() {
        return COUNT.decrementAndGet(this) == CLOSED;
    }

    /** Whether it is closed, and nobody is left. */
    boolean isOver() {
        return count == CLOSED;
    }

    boolean isClosed() {
        return count < 0;
    }

    /** How many there are, of whom the last will be told; 0 if nobody is left to be told; -1 if it was closed before. */
    int close() {
        int before = COUNT.getAndUpdate(this, n -> n | CLOSED);
        return before < 0 ? -1 : before;
    }
}
