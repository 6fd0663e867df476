package io.kaska.server;

import io.kaska.broker.RefusedException;
import io.kaska.broker.RefusedException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers of 64 KiB for what a request brings beside messages, and for the headers of a long answer: lent for one
 * request, so that an idle connection costs none. The last few are kept.
 *
 * <p>Safe for use by many threads.
 */
final class ScratchPool {
    static final int SIZE = 64 << 10;

    private static final int KEPT = 16;

    private final ArrayDeque<ByteBuffer> kept = new ArrayDeque<>(KEPT);
    private final long most;
    private long lent;

    /** @param limit the most bytes lent at one time */
    ScratchPool(long limit) {
        most = Math.max(1, limit / SIZE);
    }

    ByteBuffer take() throws RefusedException {
        synchronized (this) {
            if (lent == most) {
                throw new RefusedException(
                        Reason.STORAGE_FULL,
                        most * SIZE,
                        "too many requests at once need a buffer of their own; try again later",
                        null);
            }
            lent++;
            if (!kept.isEmpty()) {
                return kept.removeFirst();
            }
        }
        return allocate();
    }

    private ByteBuffer allocate() {
        try {
            return ByteBuffer.allocateDirect(SIZE);
        } catch (OutOfMemoryError e) {
            synchronized (this) {
                lent--;
            }
            throw e;
        }
    }

    synchronized void giveBack(ByteBuffer buffer) {
        lent--;
        if (kept.size() < KEPT) {
            kept.addFirst(buffer.clear());
        }
    }
}
