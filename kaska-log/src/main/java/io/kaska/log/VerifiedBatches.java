package io.kaska.log;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which batches of a segment were found whole since the start: one bit for each 32 bytes, as no batch is smaller. It
 * takes 4 KiB for each MiB of the segment that was read. Safe for use by many threads.
 */
final class VerifiedBatches {
    private static final int GRAIN_SHIFT = 5;
    private static final int CHUNK_SHIFT = 20;
    private static final int WORDS = (1 << (CHUNK_SHIFT - GRAIN_SHIFT)) / Long.SIZE;

    private final AtomicReferenceArray<AtomicLongArray> chunks;

    /** @param end of the places to remember */
    VerifiedBatches(long end) {
        chunks = new AtomicReferenceArray<>((int) ((end + (1 << CHUNK_SHIFT) - 1) >>> CHUNK_SHIFT));
    }

    boolean contains(long place) {
        AtomicLongArray words = chunks.get((int) (place >>> CHUNK_SHIFT));
        return words != null && (words.get(word(place)) & bit(place)) != 0;
    }

    void add(long place) {
        int chunk = (int) (place >>> CHUNK_SHIFT);
        AtomicLongArray words = chunks.get(chunk);
        if (words == null) {
            chunks.compareAndSet(chunk, null, new AtomicLongArray(WORDS));
            words = chunks.get(chunk);
        }
        words.getAndUpdate(word(place), old -> old | bit(place));
    }

    private static int word(long place) {
        return ((int) (place >>> GRAIN_SHIFT) & ((1 << (CHUNK_SHIFT - GRAIN_SHIFT)) - 1)) / Long.SIZE;
    }

    private static long bit(long place) {
        return 1L << (place >>> GRAIN_SHIFT);
    }
}
