package io.kaska.log;

/**
 * Where each message is: 8 bytes for each offset, the position of the batch that holds it. Its place in there is its
 * offset less the batch's first.
 *
 * <p>One thread at a time may add; any thread may read what was added before the end offset that it saw.
 */
final class BlockIndex {
    private static final GrowingBlocks LAYOUT = new GrowingBlocks(BlockPool.SMALLEST_BLOCK);

    private final BlockList blocks = new BlockList();

    /** The position of the batch of a message below the end offset. */
    long position(long offset) {
        long place = offset * Long.BYTES;
        int block = LAYOUT.blockOf(place);
        return blocks.get(block).getLong((int) (place - LAYOUT.startOf(block)));
    }

    boolean hasRoom(long end) {
        return end * Long.BYTES <= LAYOUT.startOf(blocks.count());
    }

    int blockCount() {
        return blocks.count();
    }

    int nextBlockSize() {
        return LAYOUT.sizeOf(blocks.count());
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

    void giveBack(BlockPool pool) {
        blocks.giveBack(pool);
    }
}
