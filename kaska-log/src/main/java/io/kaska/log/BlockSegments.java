package io.kaska.log;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of batches in memory, in numbered blocks. The position of a batch is the number of the block that it begins in (the
 * upper 32 bits) and its place in there (the lower). A batch of up to {@link Batch#LARGEST_SHARED} bytes lies in one
 * block, beside others; a larger one goes on in the blocks behind, which it has for itself.
 *
 * <p>One thread at a time may add and drop; any thread may read what was added before and is not dropped, without a lock.
 */
final class BlockSegments implements Segments {
    /** How a large batch is laid over its blocks: a claim alone costs the first, 64 KiB. */
    static final GrowingBlocks LARGE = new GrowingBlocks(Batch.LARGEST_SHARED);

    private final BlockList blocks = new BlockList();

    /** Adds a block, behind all others. */
    void add(Block block) {
        blocks.add(block);
    }

    void addAll(List<Block> more) {
        blocks.addAll(more);
    }

    /** The number of the block that is added next. */
    int end() {
        return blocks.end();
    }

    /** All that were not dropped. */
    List<Block> blocks() {
        return blocks.all();
    }

    /** Forgets the blocks of a part. Nobody may look for them any more; who holds the part may go on with its bytes. */
    void drop(Part part) {
        for (int i = 0; i < part.blockCount(); i++) {
            blocks.drop(part.number + i);
        }
    }

    /** What is to be held while the bytes of a batch are shown. */
    Part part(long position) {
        return blocks.get((int) (position >>> 32)).part();
    }

    // --- the bytes

    @Override
    public int getInt(long position, int at) {
        if (at < Batch.LARGEST_SHARED) {
            return blocks.get((int) (position >>> 32)).getInt((int) position + at);
        }
        int block = LARGE.blockOf(at);
        return blocks.get((int) (position >>> 32) + block).getInt(at - (int) LARGE.startOf(block));
    }

    @Override
    public long getLong(long position, int at) {
        assert at < Batch.ENDS : at;
        return blocks.get((int) (position >>> 32)).getLong((int) position + at);
    }

    @Override
    public void putInt(long position, int at, int value) {
        assert at < Batch.LARGEST_SHARED : at;
        blocks.get((int) (position >>> 32)).putInt((int) position + at, value);
    }

    @Override
    public void putLong(long position, int at, long value) {
        assert at < Batch.LARGEST_SHARED : at;
        blocks.get((int) (position >>> 32)).putLong((int) position + at, value);
    }

    @Override
    public int contiguous(long position, int at, int size) {
        return contiguous(at, size);
    }

    /** The same, which does not depend on where the batch lies. */
    static int contiguous(int at, int size) {
        if ((long) at + size <= Batch.LARGEST_SHARED) {
            return size;
        }
        int block = LARGE.blockOf(at);
        return (int) Math.min(size, LARGE.startOf(block) + LARGE.sizeOf(block) - at);
    }

    @Override
    public ByteBuffer buffer(long position, int at, int size) {
        int number = (int) (position >>> 32);
        if (at < Batch.LARGEST_SHARED) {
            return blocks.get(number).buffer((int) position + at, size);
        }
        int block = LARGE.blockOf(at);
        return blocks.get(number + block).buffer(at - (int) LARGE.startOf(block), size);
    }
}
