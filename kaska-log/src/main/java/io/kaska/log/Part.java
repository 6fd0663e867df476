package io.kaska.log;

import org.jspecify.annotations.Nullable;

/**
 * A part of a queue in memory that comes and goes as one: a block that small batches share, or the blocks that a large
 * one has for itself. Answers hold it while they show it; once it is closed, the last of them gives the memory back.
 *
 * <p>Users are counted for any thread; the rest is guarded by the monitor of the batches.
 */
final class Part implements Held, Extent {
    /** The number of its first block in the queue. */
    final int number;

    /** The offset of the queue's next message when it was made. */
    private final long first;

    /** The offset behind the highest in it; while there is none, the first. */
    long top;

    /** Of the newest batch in it. */
    long timestamp;

    /** How many bytes of it are used: where the next small batch goes. */
    int tail;

    /** How many batches arrive in it. */
    int open;

    @Nullable
    Part older; // in the order in which they were made, as the next

    @Nullable
    Part newer;

    private final BlockPool pool;
    private final Block[] blocks;
    private final Users users = new Users(0);

    Part(BlockPool pool, int number, long first, Block... blocks) {
        this.pool = pool;
        this.number = number;
        this.first = first;
        this.top = first;
        this.blocks = blocks;
        for (Block block : blocks) {
            block.join(this);
        }
    }

    @Override
    public long first() {
        return first;
    }

    @Override
    public long top() {
        return top;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public long bytes() {
        return tail;
    }

    /** The size of its first block, in bytes; small batches have no other. */
    int blockSize() {
        return blocks[0].size();
    }

    int blockCount() {
        return blocks.length;
    }

    @Override
    public boolean tryHold() {
        return users.tryEnter();
    }

    @Override
    public void release() {
        if (users.leave()) {
            giveBack();
        }
    }

    /** Nobody will find it any more, but some may show it. Further calls do nothing. */
    void close() {
        if (users.close() == 0) {
            giveBack();
        }
    }

    private void giveBack() {
        for (Block block : blocks) {
            pool.giveBack(block);
        }
    }
}
