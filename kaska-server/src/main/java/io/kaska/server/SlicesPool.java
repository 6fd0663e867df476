package io.kaska.server;

import io.kaska.log.Slices;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Answers in the making, lent for one request. The last few are kept.
 *
 * <p>Safe for use by many threads.
 */
final class SlicesPool {
    private static final int KEPT = 16;
    private static final int SCRATCH_SIZE = 32 << 10;

    private final ArrayDeque<Slices> kept = new ArrayDeque<>(KEPT);

    Slices take() {
        synchronized (this) {
            if (!kept.isEmpty()) {
                return kept.removeFirst();
            }
        }
        return new Slices(ByteBuffer.allocateDirect(SCRATCH_SIZE));
    }

    void giveBack(Slices slices) {
        slices.release();
        synchronized (this) {
            if (kept.size() < KEPT) {
                kept.addFirst(slices);
            }
        }
    }
}
