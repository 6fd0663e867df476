package io.kaska.log;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The blocks of one size, at most half of {@link LargeBlocks#UNIT}, so two or more in a slab. Safe for use by many threads. */
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
    @Nullable
    Slab withRoom(int size) {
        assert size == blockSize;
        return withRoom.peekFirst();
    }

    @Override
    Block takeFrom(Slab from, int size) {
        SmallSlab slab = (SmallSlab) from;
        if (slab.isEmpty()) {
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
        if (wasFull) {
            withRoom.addLast(slab);
        } else if (slab.isEmpty()) {
            withRoom.remove(slab); // an identity search among those that have room
            add(slab);
        }
    }
}
