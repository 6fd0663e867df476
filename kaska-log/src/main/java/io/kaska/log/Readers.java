package io.kaska.log;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who looks into a queue at this moment, so that what nobody can see any more is freed no sooner. Time is cut into
 * epochs. Who looks holds the one that is current when he begins. Who wants to free something first makes sure that
 * nobody who begins from now on finds it, then turns the epoch, and waits until all who held the old one have gone.
 *
 * <p>A look is a few instructions in memory, and what has to be read of files on a disk, never what is sent: what an answer
 * shows is held by itself. So the wait is short; and it is the one who frees who waits and works, never a reader.
 *
 * <p>Safe for use by many threads. The monitor is held by one who turns, while he waits.
 */
final class Readers {
    private static final int SPINS = 200;
    private static final long PAUSE_NANOS = 50_000;

    private volatile Epoch current = new Epoch();
    private boolean closed; // guarded by the monitor

    /** The time between two turns. */
    private static final class Epoch implements Held {
        private final Users users = new Users(0);
        private @Nullable Runnable afterwards; // written before the users are closed

        @Override
        public boolean tryHold() {
            return users.tryEnter();
        }

        @Override
        public void release() {
            if (users.leave()) {
                end();
            }
        }

        void close() {
            if (users.close() == 0) {
                end();
            }
        }

        private void end() {
            if (afterwards != null) {
                afterwards.run();
            }
        }
    }

    /** To be released by who looks, after a few instructions; null if the queue is closed. */
    @Nullable
    Held tryHold() {
        Epoch epoch = current;
        while (!epoch.tryHold()) {
            Epoch other = current;
            if (other.equals(epoch)) {
                return null;
            }
            epoch = other;
        }
        return epoch;
    }

    /** Waits until all who look now have gone. False, and no wait, if this is closed. */
    synchronized boolean turn() {
        if (closed) {
            return false;
        }
        Epoch old = current;
        current = new Epoch();
        old.close();
        for (int i = 0; !old.users.isOver(); i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return true;
    }

    /** Lets nobody in any more, and runs an action when all have gone. To be called once. */
    synchronized void close(Runnable action) {
        closed = true;
        current.afterwards = action;
        current.close();
    }
}
