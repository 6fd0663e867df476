package io.kaska.log;

/**
 * How bytes without a known end are laid over blocks: the first two blocks of the first size, each further one twice
 * the one before, up to the largest, and then all of that size. So a small thing is small, what is taken is at most
 * about twice what is used, and the block of a place is found by arithmetic.
 *
 * <p>Immutable.
 *
 * @param first the size of the first block, a power of two
 */
record GrowingBlocks(int first) {
    private static final int LARGEST = BlockPool.LARGEST_BLOCK;

    /** The block in which a place lies. */
    int blockOf(long place) {
        if (place >= LARGEST) {
            return growing() + (int) ((place - LARGEST) / LARGEST);
        }
        return Integer.SIZE - Integer.numberOfLeadingZeros((int) place / first);
    }

    /** The place at which a block begins. */
    long startOf(int block) {
        if (block >= growing()) {
            return LARGEST + (long) (block - growing()) * LARGEST;
        }
        return block == 0 ? 0 : (long) first << (block - 1);
    }

    /** The size of a block, in bytes. */
    int sizeOf(int block) {
        return block >= growing() ? LARGEST : first << Math.max(0, block - 1);
    }

    /** How many blocks there are below the largest size. */
    private int growing() {
        return Integer.numberOfTrailingZeros(LARGEST / first) + 1;
    }
}
