package io.kaska.log;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one size. Slabs with room stand in a queue; the last empty one is kept, so that taking and giving back
 * in turn does not free and allocate in turn.
 *
 * <p>Safe for use by many threads: its methods hold its own monitor for a few instructions. Slabs are allocated and
 * freed outside of it, by {@link BlockPool}.
 */
final class SizeClass {
    private static final int SMALLEST_SLAB = 64 << 10;

    final int blockSize;
    final int slabSize;
    final int blocksInSlab;

    private final ArrayDeque<Slab> withRoom = new ArrayDeque<>();

    SizeClass(int blockSize) {
        this.blockSize = blockSize;
        slabSize = Math.max(blockSize, SMALLEST_SLAB);
        blocksInSlab = slabSize / blockSize;
    }

    /** A block of a slab that has room, or null if none has. */
    synchronized @Nullable Block take() {
        Slab slab = withRoom.peekFirst();
        if (slab == null) {
            return null;
        }
        Block block = slab.take();
        if (slab.isFull()) {
            withRoom.removeFirst();
        }
        return block;
    }

    synchronized void add(Slab slab) {
        withRoom.addFirst(slab);
    }

    /** Returns a slab that is not needed any more and is to be freed, or null. */
    synchronized @Nullable Slab giveBack(Block block) {
        Slab slab = block.slab;
        if (slab.isFull()) {
            withRoom.addLast(slab);
        }
        slab.giveBack(block);
        return slab.isEmpty() && withRoom.size() > 1 ? remove(slab) : null;
    }

    /** Returns a slab of which nothing is used, and which is to be freed, or null. */
    synchronized @Nullable Slab removeEmpty() {
        for (Slab slab : withRoom) {
            if (slab.isEmpty()) {
                return remove(slab);
            }
        }
        return null;
    }

    private Slab remove(Slab slab) {
        withRoom.remove(slab); // an identity search, among the few that have room
        return slab;
    }
}
