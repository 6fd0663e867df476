package io.kaska.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each message is: 8 bytes for each offset, the position of the batch that holds it. Its place in there is its
 * offset less the batch's first.
 *
 * <p>One thread at a time may add and drop; any thread may read what was added before the end offset that it saw, and is
 * not dropped.
 */
final class BlockIndex {
    private static final GrowingBlocks LAYOUT = new GrowingBlocks(BlockPool.SMALLEST_BLOCK);

    private final BlockList blocks = new BlockList();
    private int firstNeeded; // the number of the block from which on none is dead

    /** The position of the batch of a message below the end offset. */
    long position(long offset) {
        long place = offset * Long.BYTES;
        int block = LAYOUT.blockOf(place);
        return blocks.get(block).getLong((int) (place - LAYOUT.startOf(block)));
    }

    boolean hasRoom(long end) {
        return end * Long.BYTES <= LAYOUT.startOf(blocks.end());
    }

    int blockCount() {
        return blocks.end();
    }

    int nextBlockSize() {
        return LAYOUT.sizeOf(blocks.end());
    }

    void add(Block block) {
        blocks.add(block);
    }

    /** There must be room. */
    void put(long offset, int count, long position) {
        for (long place = offset * Long.BYTES, end = place + (long) count * Long.BYTES; place < end; ) {
            int number = LAYOUT.blockOf(place);
            long start = LAYOUT.startOf(number);
            long blockEnd = Math.min(end, start + LAYOUT.sizeOf(number));
            Block block = blocks.get(number);
            for (; place < blockEnd; place += Long.BYTES) {
                block.putLong((int) (place - start), position);
            }
        }
    }

    /** The blocks that hold nothing from an offset on, said once: to be dropped when nobody can look for it. */
    Dead takeBelow(long offset) {
        int from = firstNeeded;
        while (firstNeeded < blocks.end() && LAYOUT.startOf(firstNeeded + 1) <= offset * Long.BYTES) {
            firstNeeded++;
        }
        return new Dead(from, firstNeeded);
    }

    /** The blocks of the numbers [from, end). */
    record Dead(int from, int end) {
        boolean isEmpty() {
            return from == end;
        }
    }

    /** Forgets blocks, and returns them. */
    List<Block> drop(Dead dead) {
        List<Block> dropped = new ArrayList<>();
        for (int number = dead.from(); number < dead.end(); number++) {
            dropped.add(blocks.get(number));
            blocks.drop(number);
        }
        return dropped;
    }

    /** All that were not dropped. */
    List<Block> blocks() {
        return blocks.all();
    }
}
