package io.kaska.log;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Slabs of one size, from which blocks are taken. Those of which no block is in use are kept on a stack, as they may be
 * needed again in a moment: memory that is fresh from the system costs more than what is written to it.
 *
 * <p>Safe for use by many threads: its methods hold its own monitor for a few instructions. Slabs are allocated and
 * freed outside of it, by {@link BlockPool}.
 */
abstract class SlabGroup {
    /** Empty slabs that are never too many. */
    private static final int KEPT = 1;

    /** In bytes. */
    final int slabSize;

    private final ArrayDeque<Slab> empty = new ArrayDeque<>();
    private int fewestEmpty; // since the last call of unused()

    SlabGroup(int slabSize) {
        this.slabSize = slabSize;
    }

    /** A slab that is in no group's reach yet. */
    abstract Slab newSlab();

    /** A block of a size that the group has, or null if no slab has room for it. */
    final synchronized @Nullable Block take(int size) {
        Slab slab = withRoom(size);
        if (slab == null) {
            slab = empty.pollFirst();
            fewestEmpty = Math.min(fewestEmpty, empty.size());
        }
        return slab == null ? null : takeFrom(slab, size);
    }

    /** A slab in use that has room, or null. The caller holds the monitor. */
    abstract @Nullable Slab withRoom(int size);

    /** From a slab with room, or an empty one, which is in use now. The caller holds the monitor. */
    abstract Block takeFrom(Slab slab, int size);

    /** Gives a block of one of the group's slabs back. */
    abstract void giveBack(Block block);

    /** Takes a slab that is empty. */
    final synchronized void add(Slab slab) {
        empty.addFirst(slab);
    }

    /** Whether there are more empty slabs than are kept anyway. */
    final synchronized boolean hasSpare() {
        return empty.size() > KEPT;
    }

    /** Returns a slab of which nothing is used, and which is to be freed, or null. */
    final synchronized @Nullable Slab removeEmpty() {
        Slab slab = empty.pollLast();
        fewestEmpty = Math.min(fewestEmpty, empty.size());
        return slab;
    }

    /** How many slabs are to be freed: half of those that nobody needed since the last call. */
    final synchronized int unused() {
        int count = (Math.max(0, fewestEmpty - KEPT) + 1) / 2;
        fewestEmpty = empty.size();
        return count;
    }
}
