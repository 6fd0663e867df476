package io.kaska.log;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the queues of one broker share: the memory, the bound on what has not arrived whole, and the clock.
 *
 * <p>Safe for use by many threads.
 */
public final class MessageStore implements AutoCloseable {
    private final BlockPool pool;
    private final long unfinishedLimit;
    private final AtomicLong unfinished = new AtomicLong();
    private final InstantSource clock;
    private final RetentionThread retention;

    /**
     * @param limit the most bytes of native memory for messages and their index
     * @param unfinishedLimit the most of these bytes for messages that have not arrived whole
     */
    public MessageStore(long limit, long unfinishedLimit, InstantSource clock) {
        this(new BlockPool(limit), unfinishedLimit, clock);
    }

    /** @param pool closed with this store */
    MessageStore(BlockPool pool, long unfinishedLimit, InstantSource clock) {
        this.pool = pool;
        this.unfinishedLimit = unfinishedLimit;
        this.clock = clock;
        this.retention = new RetentionThread(clock);
    }

    /** How much of a limit for what is unfinished large messages and names may take; small messages may take it all. */
    public static long largestUnfinished(long unfinishedLimit) {
        return unfinishedLimit - unfinishedLimit / 4;
    }

    /** The memory of this store. */
    public BlockPool pool() {
        return pool;
    }

    /** The bytes set aside now for messages that have not arrived whole. */
    public long unfinished() {
        return unfinished.get();
    }

    InstantSource clock() {
        return clock;
    }

    /** What looks after the queues in memory that do not keep everything. */
    RetentionThread retention() {
        return retention;
    }

    /**
     * A block for the name of a topic that is to be made; its bytes count as unfinished until {@link #finishName}. Names
     * leave to small batches what large batches leave to them.
     *
     * @param size in bytes
     */
    public Block takeForName(int size) throws StorageExhaustedException {
        addUnfinished(size, largestUnfinished(unfinishedLimit));
        try {
            return pool.takeForName(size);
        } catch (StorageExhaustedException e) {
            removeUnfinished(size);
            throw e;
        }
    }

    /** The name is there, or will never be. */
    public void finishName(int size) {
        removeUnfinished(size);
    }

    /** For a small batch, which lies in a shared block. */
    void addUnfinished(int bytes) throws StorageExhaustedException {
        addUnfinished(bytes, unfinishedLimit);
    }

    private void addUnfinished(int bytes, long limit) throws StorageExhaustedException {
        if (unfinished.addAndGet(bytes) > limit) {
            unfinished.addAndGet(-bytes);
            throw new StorageExhaustedException(
                    "messages and names that have not arrived whole take %,d bytes of their limit of %,d; try again later, or raise it"
                            .formatted(unfinished.get(), limit),
                    limit);
        }
    }

    /**
     * A block for so many bytes of a large batch, which are counted as unfinished; neither if it throws. Large batches
     * leave a quarter of what may be unfinished to small ones, so that a crowd of stalled giants does not stop those.
     */
    Block takeUnfinished(int bytes) throws StorageExhaustedException {
        addUnfinished(bytes, largestUnfinished(unfinishedLimit));
        try {
            return pool.take(bytes);
        } catch (StorageExhaustedException e) {
            removeUnfinished(bytes);
            throw e;
        }
    }

    /**
     * Counts bytes that a large request takes elsewhere, until {@link #giveBack}.
     *
     * @throws StorageExhaustedException if that would pass the limit; nothing is counted then
     */
    public void claim(int bytes) throws StorageExhaustedException {
        addUnfinished(bytes, largestUnfinished(unfinishedLimit));
    }

    /** Ends a {@link #claim}. */
    public void giveBack(int bytes) {
        removeUnfinished(bytes);
    }

    void removeUnfinished(int bytes) {
        unfinished.addAndGet(-bytes);
    }

    /** Frees the memory that no queue holds. */
    @Override
    public void close() {
        retention.close();
        pool.close();
    }
}
