package io.kaska.log;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one size. Slabs of which some blocks are in use stand in a queue, those of which none is on a stack, as
 * they may be needed again in a moment: memory that is fresh from the system costs more than what is written to it.
 *
 * <p>Safe for use by many threads: its methods hold its own monitor for a few instructions. Slabs are allocated and
 * freed outside of it, by {@link BlockPool}.
 */
final class SizeClass {
    private static final int SMALLEST_SLAB = 64 << 10;

    /** Empty slabs that are never too many. */
    private static final int KEPT = 1;

    final int blockSize;
    final int slabSize;
    final int blocksInSlab;

    private final ArrayDeque<Slab> withRoom = new ArrayDeque<>();
    private final ArrayDeque<Slab> empty = new ArrayDeque<>();
    private int fewestEmpty; // since the last call of unused()

    SizeClass(int blockSize) {
        this.blockSize = blockSize;
        slabSize = Math.max(blockSize, SMALLEST_SLAB);
        blocksInSlab = slabSize / blockSize;
    }

    /** A block of a slab that has room, or null if none has. */
    synchronized @Nullable Block take() {
        Slab slab = withRoom.peekFirst();
        if (slab == null) {
            slab = empty.pollFirst();
            if (slab == null) {
                return null;
            }
            fewestEmpty = Math.min(fewestEmpty, empty.size());
            withRoom.addFirst(slab);
        }
        Block block = slab.take();
        if (slab.isFull()) {
            withRoom.removeFirst();
        }
        return block;
    }

    /** Takes a new slab. */
    synchronized void add(Slab slab) {
        empty.addFirst(slab);
    }

    /** Returns whether there are more empty slabs than are kept anyway. */
    synchronized boolean giveBack(Block block) {
        Slab slab = block.slab;
        boolean wasFull = slab.isFull();
        slab.giveBack(block);
        if (slab.isEmpty()) {
            if (!wasFull) {
                withRoom.remove(slab); // an identity search, among the few that have room
            }
            empty.addFirst(slab);
        } else if (wasFull) {
            withRoom.addLast(slab);
        }
        return hasSpare();
    }

    synchronized boolean hasSpare() {
        return empty.size() > KEPT;
    }

    /** Returns a slab of which nothing is used, and which is to be freed, or null. */
    synchronized @Nullable Slab removeEmpty() {
        Slab slab = empty.pollLast();
        fewestEmpty = Math.min(fewestEmpty, empty.size());
        return slab;
    }

    /** How many slabs are to be freed: half of those that nobody needed since the last call. */
    synchronized int unused() {
        int count = (Math.max(0, fewestEmpty - KEPT) + 1) / 2;
        fewestEmpty = empty.size();
        return count;
    }
}
