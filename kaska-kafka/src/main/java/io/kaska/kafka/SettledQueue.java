package io.kaska.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Futures whose outcome is known, in the order in which it became known, until they are completed. Any thread adds,
 * without waiting for another; one at a time takes. Nothing is made for an entry, and who adds writes to nothing that
 * who takes writes to: they are on two processors, for each message of millions.
 */
final class SettledQueue {
    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(Entry.class, "next", Entry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Where the two ends stand, each in a cache line of its own. */
    private static final int ADDED = 32;

    private static final int TAKEN = 64;
    private static final int LENGTH = 96;

    /** The last that was added, and the last that was taken: of one that is not there the next is not known. */
    private final AtomicReferenceArray<Entry> ends = new AtomicReferenceArray<>(LENGTH);

    SettledQueue() {
        Entry none = new Entry();
        ends.set(ADDED, none);
        ends.set(TAKEN, none);
    }

    /** A future that is completed later than its outcome is known. */
    static class Entry extends CompletableFuture<Long> {
        private @Nullable Entry next;
        private long offset;
        private @Nullable RuntimeException problem;

        final void setOutcome(long offset, @Nullable RuntimeException problem) {
            this.offset = offset;
            this.problem = problem;
        }

        /** Completes it with its outcome, and so runs what the application hung on it. */
        final void tell() {
            RuntimeException failure = problem;
            if (failure == null) {
                complete(offset);
            } else {
                completeExceptionally(failure);
            }
        }
    }

    /** Adds what has its outcome. */
    void add(Entry settled) {
        NEXT.setRelease(ends.getAndSet(ADDED, settled), settled);
    }

    /** Whether there is none; one that is being added may not be seen yet. */
    boolean isEmpty() {
        return NEXT.getAcquire(ends.getAcquire(TAKEN)) == null;
    }

    /**
     * Completes what is there and what is added meanwhile, up to a number; returns whether there was anything. Whoever it
     * completes may call it, too, as the application does that closes the client there.
     */
    boolean completeSome(int most) {
        int count = 0;
        Entry next = takeBehind(ends.getPlain(TAKEN));
        while (next != null) {
            next.tell();
            count++;
            next = count < most ? takeBehind(next) : null;
        }
        return count > 0;
    }

    private @Nullable Entry takeBehind(Entry taken) {
        Entry next = (Entry) NEXT.getAcquire(taken);
        if (next != null) {
            taken.next = null; // an old object that leads to a young one would keep that, though it is garbage itself
            ends.setRelease(TAKEN, next);
        }
        return next;
    }
}
