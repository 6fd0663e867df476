package io.kaska.log;

import java.nio.ByteBuffer;

/**
 * The bytes of batches, in numbered blocks. The position of a batch is the number of the block that it begins in (the
 * upper 32 bits) and its place in there (the lower). A batch of up to {@link Batch#LARGEST_SHARED} bytes lies in one
 * block, beside others; a larger one goes on in the blocks behind, which it has for itself.
 *
 * <p>One thread at a time may add; any thread may read what was added before, without a lock.
 */
final class Segments {
    /** How a large batch is laid over its blocks: a claim alone costs the first, 64 KiB. */
    static final GrowingBlocks LARGE = new GrowingBlocks(Batch.LARGEST_SHARED);

    private final BlockList blocks = new BlockList();

    /** Adds a block, and returns the position of its first byte. */
    long add(Block block) {
        blocks.add(block);
        return (long) (blocks.count() - 1) << 32;
    }

    /** Adds the blocks of a large batch, and returns its position. */
    long addAll(Segments large) {
        long position = (long) blocks.count() << 32;
        blocks.addAll(large.blocks);
        return position;
    }

    int blockCount() {
        return blocks.count();
    }

    int getInt(long position, int at) {
        if (at < Batch.LARGEST_SHARED) {
            return blocks.get((int) (position >>> 32)).getInt((int) position + at);
        }
        int block = LARGE.blockOf(at);
        return blocks.get((int) (position >>> 32) + block).getInt(at - (int) LARGE.startOf(block));
    }

    long getLong(long position, int at) {
        assert at < Batch.ENDS : at;
        return blocks.get((int) (position >>> 32)).getLong((int) position + at);
    }

    void putInt(long position, int at, int value) {
        assert at < Batch.LARGEST_SHARED : at;
        blocks.get((int) (position >>> 32)).putInt((int) position + at, value);
    }

    void putLong(long position, int at, long value) {
        assert at < Batch.LARGEST_SHARED : at;
        blocks.get((int) (position >>> 32)).putLong((int) position + at, value);
    }

    /** How many of {@code size} bytes from a place of a batch on lie in one block. */
    static int contiguous(int at, int size) {
        if ((long) at + size <= Batch.LARGEST_SHARED) {
            return size;
        }
        int block = LARGE.blockOf(at);
        return (int) Math.min(size, LARGE.startOf(block) + LARGE.sizeOf(block) - at);
    }

    /** A view of bytes that lie in one block. */
    ByteBuffer buffer(long position, int at, int size) {
        int number = (int) (position >>> 32);
        if (at < Batch.LARGEST_SHARED) {
            return blocks.get(number).buffer((int) position + at, size);
        }
        int block = LARGE.blockOf(at);
        return blocks.get(number + block).buffer(at - (int) LARGE.startOf(block), size);
    }

    /** Adds views of bytes of a batch, one for each block they lie in. */
    void slice(long position, int at, int size, Slices to) {
        int end = at + size;
        for (int from = at; from < end; ) {
            int piece = contiguous(from, end - from);
            to.add(buffer(position, from, piece));
            from += piece;
        }
    }

    void giveBack(BlockPool pool) {
        blocks.giveBack(pool);
    }
}
