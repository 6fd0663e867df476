package io.kaska.log;

import java.util.Arrays;

/**
 * A list of blocks that only grows, until all of it is given back.
 *
 * <p>One thread at a time may add; any thread may read what was added before, without a lock.
 */
final class BlockList {
    private static final Block[] NONE = {};

    private volatile Block[] blocks = NONE; // stored again after each change, so that readers see its elements
    private int count;

    int count() {
        return count;
    }

    Block get(int number) {
        return blocks[number];
    }

    void add(Block block) {
        Block[] room = count < blocks.length ? blocks : Arrays.copyOf(blocks, Math.max(1, count * 2));
        room[count++] = block;
        blocks = room;
    }

    void addAll(BlockList others) {
        for (int i = 0; i < others.count; i++) {
            add(others.get(i));
        }
    }

    /** Nobody may use the blocks any more. */
    void giveBack(BlockPool pool) {
        for (int i = 0; i < count; i++) {
            pool.giveBack(blocks[i]);
        }
        blocks = NONE;
        count = 0;
    }
}
