package io.kaska.log;

import org.jspecify.annotations.Nullable;

/**
 * Who looks into a queue at this moment, so that what nobody can see any more is freed no sooner. Time is cut into
 * epochs. Who looks holds the one that is current when he begins. To free something one first makes sure that nobody
 * who begins from now on finds it, and then turns the epoch: it is freed when the last who held the old one, and those
 * before, has gone.
 *
 * <p>A look is a few instructions, never across input and output: what an answer shows is held by {@link Part}.
 *
 * <p>Safe for use by many threads.
 */
final class Readers {
    private volatile Epoch current = new Epoch();
    private boolean closed; // guarded by the monitor

    /** The time between two turns. It holds the next one until it is over itself, so that they end in order. */
    private static final class Epoch implements Held {
        private final Users users = new Users(0);
        private @Nullable Runnable afterwards; // written before the users are closed, as the next
        private @Nullable Epoch next;

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

        void close(Runnable action, @Nullable Epoch following) {
            afterwards = action;
            next = following;
            if (users.close() == 0) {
                end();
            }
        }

        /** A loop: one who looked for long may end many. */
        private void end() {
            Epoch ended = this;
            do {
                if (ended.afterwards != null) {
                    ended.afterwards.run();
                }
                ended = ended.next;
            } while (ended != null && ended.users.leave());
        }
    }

    /** To be released by who looks, after a few instructions; null if the queue is closed. */
    @Nullable
    Held tryHold() {
        Epoch epoch = current;
        while (!epoch.tryHold()) {
            Epoch other = current;
            if (other == epoch) {
                return null;
            }
            epoch = other;
        }
        return epoch;
    }

    /** Runs an action when all who look now have gone; not at all if this is closed. */
    void afterwards(Runnable action) {
        Epoch old;
        Epoch next = new Epoch();
        synchronized (this) {
            if (closed) {
                return;
            }
            old = current;
            next.users.tryEnter();
            current = next;
        }
        old.close(action, next);
    }

    /** Lets nobody in any more, and runs an action when all have gone. To be called once. */
    void close(Runnable action) {
        Epoch last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        last.close(action, null);
    }
}
