package io.kaska.log;

import org.jspecify.annotations.Nullable;

/**
 * The blocks of {@link #UNIT} to {@link BlockPool#LARGEST_BLOCK} bytes, cut from the same slabs: what was full of blocks of
 * one size serves those of another at once. A block comes from the slab whose largest free block is the smallest that is
 * large enough. Safe for use by many threads.
 */
final class LargeBlocks extends SlabGroup {
    /** The smallest of its blocks, in bytes. */
    static final int UNIT = BlockPool.LARGEST_BLOCK >> LargeSlab.WHOLE;

    /** For each size, as a power of two in units, the first of the slabs of which no larger block is free. */
    private final @Nullable LargeSlab[] withRoom = new LargeSlab[LargeSlab.WHOLE];

    LargeBlocks() {
        super(BlockPool.LARGEST_BLOCK);
    }

    /** The size of a block as a power of two in units. */
    static int exponentOf(int size) {
        return Integer.numberOfTrailingZeros(size / UNIT);
    }

    @Override
    LargeSlab newSlab() {
        return new LargeSlab(this);
    }

    @Override
    @Nullable
    Slab withRoom(int size) {
        LargeSlab slab = null;
        for (int room = exponentOf(size); room < LargeSlab.WHOLE && slab == null; room++) {
            slab = withRoom[room];
        }
        return slab;
    }

    @Override
    Block takeFrom(Slab from, int size) {
        LargeSlab slab = (LargeSlab) from;
        int before = slab.largestFree();
        Block block = slab.take(exponentOf(size));
        move(slab, before);
        return block;
    }

    @Override
    synchronized void giveBack(Block block) {
        LargeSlab slab = (LargeSlab) block.slab;
        int before = slab.largestFree();
        slab.giveBack(block);
        move(slab, before);
        if (slab.isEmpty()) {
            add(slab);
        }
    }

    /** From the list in which it was to that in which it belongs. Full and empty slabs are in none. */
    private void move(LargeSlab slab, int before) {
        int now = slab.largestFree();
        if (now == before) {
            return;
        }
        if (isListed(before)) {
            unlink(slab, before);
        }
        if (isListed(now)) {
            link(slab, now);
        }
    }

    private static boolean isListed(int exponent) {
        return exponent != LargeSlab.NONE && exponent != LargeSlab.WHOLE;
    }

    private void link(LargeSlab slab, int exponent) {
        LargeSlab first = withRoom[exponent];
        slab.next = first;
        if (first != null) {
            first.previous = slab;
        }
        withRoom[exponent] = slab;
    }

    private void unlink(LargeSlab slab, int exponent) {
        LargeSlab previous = slab.previous;
        LargeSlab next = slab.next;
        if (previous == null) {
            withRoom[exponent] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        slab.previous = null;
        slab.next = null;
    }
}
