package io.kaska.log;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The blocks of one size, which is less than {@link LargeBlocks#UNIT}. Safe for use by many threads. */
final class SmallBlocks extends SlabGroup {
    /** In bytes. */
    final int blockSize;

    private final ArrayDeque<SmallSlab> withRoom = new ArrayDeque<>();

    SmallBlocks(int blockSize) {
        super(LargeBlocks.UNIT);
        this.blockSize = blockSize;
    }

    @Override
    SmallSlab newSlab() {
        return new SmallSlab(this);
    }

    /** Takes a large block as a slab. */
    void add(Block whole) {
        add(new SmallSlab(this, whole));
    }

    @Override
    synchronized @Nullable Block take(int size) {
        assert size == blockSize;
        SmallSlab slab = withRoom.peekFirst();
        if (slab == null) {
            slab = (SmallSlab) pollEmpty();
            if (slab == null) {
                return null;
            }
            withRoom.addFirst(slab);
        }
        Block block = slab.take();
        if (slab.isFull()) {
            withRoom.removeFirst();
        }
        return block;
    }

    @Override
    synchronized void giveBack(Block block) {
        SmallSlab slab = (SmallSlab) block.slab;
        boolean wasFull = slab.isFull();
        slab.giveBack(block);
        if (slab.isEmpty()) {
            if (!wasFull) {
                withRoom.remove(slab); // an identity search among those that have room
            }
            add(slab);
        } else if (wasFull) {
            withRoom.addLast(slab);
        }
    }
}
