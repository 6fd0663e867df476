package io.kaska.log;

/**
 * How a file is laid over mappings: the first two of 4 KiB, each further one twice the one before, so that a small file
 * is small, a large one has few mappings, and the mapping of a place is found by arithmetic.
 */
final class Steps {
    /** The size of the first step, in bytes; what is allocated is a multiple of it. */
    static final int PAGE = 4_096;

    /** What is allocated at once where no flush of a single small message follows: see {@link DiskFile#allocate}. */
    static final int PIECE = 64 << 10;

    /** What is allocated at once for a large batch, which fills it. */
    static final int LARGE_PIECE = 1 << 20;

    private static final int PAGE_SHIFT = Integer.numberOfTrailingZeros(PAGE);

    private Steps() {}

    /** The step in which a place lies. */
    static int of(long place) {
        return Long.SIZE - Long.numberOfLeadingZeros(place >>> PAGE_SHIFT);
    }

    /** The place at which a step begins. */
    static long start(int step) {
        return step == 0 ? 0 : (long) PAGE << (step - 1);
    }

    /** In bytes. */
    static long size(int step) {
        return (long) PAGE << Math.max(0, step - 1);
    }

    /** The next place that is a multiple of a page. */
    static long pageEnd(long place) {
        return (place + PAGE - 1) & -PAGE;
    }
}
