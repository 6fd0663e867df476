package io.kaska.log;

import java.lang.foreign.ValueLayout;

/**
 * A slab with blocks of one size. Free blocks form a list that is threaded through the blocks themselves, so that a block
 * costs nothing while it is free.
 */
final class SmallSlab extends Slab {
    private static final int NONE = -1;

    private final int blockSize;
    private int firstFree = NONE;
    private int neverUsed; // the place from which on blocks were never taken, and are in no list
    private int taken;

    SmallSlab(SmallBlocks blocks) {
        super(blocks);
        blockSize = blocks.blockSize;
    }

    SmallSlab(SmallBlocks blocks, Block whole) {
        super(blocks, whole);
        blockSize = blocks.blockSize;
    }

    boolean isFull() {
        return firstFree == NONE && neverUsed == group.slabSize;
    }

    @Override
    boolean isEmpty() {
        return taken == 0;
    }

    Block take() {
        assert !isFull();
        taken++;
        int place = firstFree;
        if (place == NONE) {
            place = neverUsed;
            neverUsed += blockSize;
        } else {
            firstFree = memory.get(ValueLayout.JAVA_INT, place);
        }
        return new Block(this, place, blockSize);
    }

    void giveBack(Block block) {
        memory.set(ValueLayout.JAVA_INT, block.place, firstFree);
        firstFree = block.place;
        taken--;
    }
}
