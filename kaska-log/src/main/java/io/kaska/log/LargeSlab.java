package io.kaska.log;

import org.jspecify.annotations.Nullable;

/**
 * A slab of 16 units, with blocks of 1, 2, 4, 8 or 16 of them, each at a multiple of its own size: as in a buddy system,
 * but with a bit for each unit in place of lists of buddies. Stands in a list of slabs.
 */
final class LargeSlab extends Slab {
    /** The exponent of a block that is a whole slab. */
    static final int WHOLE = 4;

    /** The exponent of no block. */
    static final int NONE = -1;

    private static final int ALL = 0xFFFF;

    /** For each exponent the units at which blocks of it may begin. */
    private static final int[] BEGINNINGS = {ALL, 0x5555, 0x1111, 0x0101, 0x0001};

    private int free = ALL; // a bit for each unit

    @Nullable
    LargeSlab next;

    @Nullable
    LargeSlab previous;

    LargeSlab(LargeBlocks blocks) {
        super(blocks);
    }

    @Override
    boolean isEmpty() {
        return free == ALL;
    }

    /** The largest block that is free, as a power of two in units, or {@link #NONE}. */
    int largestFree() {
        int exponent = NONE;
        while (exponent < WHOLE && beginnings(exponent + 1) != 0) {
            exponent++;
        }
        return exponent;
    }

    /** Where free blocks of a size begin, a bit for each unit. */
    private int beginnings(int exponent) {
        int found = free;
        for (int i = 1; i <= exponent; i++) {
            found &= (found >>> (1 << (i - 1))) & BEGINNINGS[i];
        }
        return found;
    }

    /** Takes a block of a size that is free. */
    Block take(int exponent) {
        int unit = Integer.numberOfTrailingZeros(beginnings(exponent));
        assert unit < Integer.SIZE;
        free &= ~units(unit, exponent);
        return new Block(this, unit * LargeBlocks.UNIT, LargeBlocks.UNIT << exponent);
    }

    void giveBack(Block block) {
        int units = units(block.place / LargeBlocks.UNIT, LargeBlocks.exponentOf(block.size()));
        assert (free & units) == 0;
        free |= units;
    }

    private static int units(int first, int exponent) {
        return ((1 << (1 << exponent)) - 1) << first;
    }
}
