package io.kaska.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of batches in memory, in numbered blocks. The position of a batch is the number of the block that it begins in (the
 * upper 32 bits) and its place in there (the lower). A batch of up to {@link Batch#LARGEST_SHARED} bytes lies in one
 * block, beside others; a larger one goes on in the blocks behind, which it has for itself.
 *
 * <p>One thread at a time may add; any thread may read what was added before, without a lock.
 */
final class BlockSegments implements Segments {
    /** How a large batch is laid over its blocks: a claim alone costs the first, 64 KiB. */
    static final GrowingBlocks LARGE = new GrowingBlocks(Batch.LARGEST_SHARED);

    /** No position: there is no room. */
    static final long NO_ROOM = -1;

    private static final int FIRST_BLOCK = 256;

    private final BlockList blocks = new BlockList();
    private @Nullable Block open; // the block that small batches are appended to
    private long openPosition; // of its first byte
    private int tail; // the first free byte in it

    // --- room for small batches

    boolean hasRoom(int size) {
        return open != null && open.size() - tail >= size;
    }

    /** The position of room in the open block, which is taken from now on; or {@link #NO_ROOM}. */
    long takeRoom(int size) {
        if (!hasRoom(size)) {
            return NO_ROOM;
        }
        long position = openPosition + tail;
        tail += size;
        return position;
    }

    /** Only the last room taken can be used again; before others it stays, dead. */
    void giveBackRoom(long position, int size) {
        if (position + size == openPosition + tail) {
            tail -= size;
        }
    }

    /** The size of the block to open next, so that a batch of that size fits. */
    int nextBlockSize(int size) {
        int grown = open == null ? FIRST_BLOCK : Math.min(open.size() * 2, BlockPool.LARGEST_BLOCK);
        return Math.max(grown, size);
    }

    /** Appends small batches to a new block from now on; what is left of the one before stays unused. */
    void open(Block block) {
        openPosition = (long) blocks.count() << 32;
        blocks.add(block);
        open = block;
        tail = 0;
    }

    // --- large batches

    /** Adds a block to those of a large batch. */
    void add(Block block) {
        blocks.add(block);
    }

    /** Adds the blocks of a large batch, and returns its position. */
    long addAll(BlockSegments large) {
        long position = (long) blocks.count() << 32;
        blocks.addAll(large.blocks);
        return position;
    }

    int blockCount() {
        return blocks.count();
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

    void giveBack(BlockPool pool) {
        open = null;
        blocks.giveBack(pool);
    }
}
