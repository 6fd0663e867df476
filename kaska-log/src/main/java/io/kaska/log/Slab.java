package io.kaska.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A piece of native memory cut into blocks of one size. Free blocks form a list that is threaded through the blocks
 * themselves, so that a block costs nothing while it is free.
 *
 * <p>Called under the lock of its {@link SizeClass}; its memory may be used by any thread that holds a block.
 */
final class Slab {
    private static final int NONE = -1;

    final SizeClass sizeClass;
    final MemorySegment memory;
    /** The same: its slices are one object, not two. */
    final ByteBuffer bytes;

    private final Arena arena;
    private int firstFree = NONE;
    private int neverUsed; // blocks from here on were never taken, and are in no list
    private int taken;

    @SuppressWarnings("MustBeClosedChecker") // free() closes it
    Slab(SizeClass sizeClass) {
        this.sizeClass = sizeClass;
        arena = Arena.ofShared();
        memory = allocate(arena, sizeClass.slabSize);
        bytes = memory.asByteBuffer();
    }

    private static MemorySegment allocate(Arena arena, long size) {
        try {
            return arena.allocate(size, Long.BYTES);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
    }

    boolean isFull() {
        return taken == sizeClass.blocksInSlab;
    }

    boolean isEmpty() {
        return taken == 0;
    }

    Block take() {
        assert !isFull();
        taken++;
        if (firstFree == NONE) {
            return new Block(this, neverUsed++ * sizeClass.blockSize);
        }
        int place = firstFree;
        firstFree = memory.get(ValueLayout.JAVA_INT, place);
        return new Block(this, place);
    }

    void giveBack(Block block) {
        memory.set(ValueLayout.JAVA_INT, block.place, firstFree);
        firstFree = block.place;
        taken--;
    }

    /** Nobody may hold a block. */
    void free() {
        assert isEmpty();
        arena.close();
    }
}
