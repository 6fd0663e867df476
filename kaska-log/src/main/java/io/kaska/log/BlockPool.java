package io.kaska.log;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The native memory of a broker's store, bounded: blocks of 64 bytes to 1 MiB, each size a power of two, cut from slabs
 * of 64 KiB, for blocks of one size, and of 1 MiB, for those of 64 KiB and more. Small blocks keep a small topic small;
 * slabs keep the count of arenas low (closing one costs 60 µs) and let the memory of deleted topics go back to the system.
 * It goes some seconds later, for whoever needs memory until then: every two seconds a thread frees half of what nobody
 * needed in that time, and ends when nothing is left to free.
 *
 * <p>Safe for use by many threads.
 */
public final class BlockPool implements AutoCloseable {
    /** The smallest block, in bytes. */
    public static final int SMALLEST_BLOCK = 64;

    /** The largest block, in bytes. */
    public static final int LARGEST_BLOCK = 1 << 20;

    private static final int SMALLEST_SHIFT = Integer.numberOfTrailingZeros(SMALLEST_BLOCK);
    private static final int SMALL_SIZES = Integer.numberOfTrailingZeros(LargeBlocks.UNIT) - SMALLEST_SHIFT;

    private static final long UNUSED_NANOS = 2_000_000_000;

    /** Those of small blocks, from the smallest, and that of the large ones. */
    private final SlabGroup[] groups = new SlabGroup[SMALL_SIZES + 1];

    private final long limit;
    private final long limitForNames;
    private final Consumer<Block> lastLook;
    private final long unusedNanos;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicBoolean freesUnused = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param limit the most bytes for messages and their index, counted in whole slabs. Names of topics may take an
     *     eighth more (1 MiB at the least), so that a topic can be made where messages are refused.
     */
    public BlockPool(long limit) {
        this(limit, block -> {});
    }

    /** @param lastLook is shown each block that is given back: tests write into it what nobody may ever see */
    BlockPool(long limit, Consumer<Block> lastLook) {
        this(limit, lastLook, UNUSED_NANOS);
    }

    BlockPool(long limit, Consumer<Block> lastLook, long unusedNanos) {
        this.lastLook = lastLook;
        this.unusedNanos = unusedNanos;
        this.limit = limit;
        limitForNames = limit + Math.max(limit >> 3, LARGEST_BLOCK);
        for (int i = 0; i < SMALL_SIZES; i++) {
            groups[i] = new SmallBlocks(SMALLEST_BLOCK << i);
        }
        groups[SMALL_SIZES] = new LargeBlocks();
    }

    /** The bytes taken from the system now. */
    public long reserved() {
        return reserved.get();
    }

    /** The limit for messages, in bytes. */
    public long limit() {
        return limit;
    }

    /**
     * Takes a block of {@code size} bytes or more, 0 to {@link #LARGEST_BLOCK}, for messages.
     *
     * @throws StorageExhaustedException if that would pass the limit
     */
    public Block take(int size) throws StorageExhaustedException {
        return take(size, limit);
    }

    /** The same for a topic's name. */
    public Block takeForName(int size) throws StorageExhaustedException {
        return take(size, limitForNames);
    }

    private Block take(int size, long limit) throws StorageExhaustedException {
        assert size <= LARGEST_BLOCK : size;
        int shift = shiftOf(size);
        SlabGroup group = groupOf(shift);
        while (true) {
            Block block = group.take(1 << shift);
            if (block != null) {
                return block;
            }
            try {
                group.add(newSlab(group, limit));
            } catch (StorageExhaustedException e) {
                block = takeFromFull(group, shift);
                if (block == null) {
                    throw e;
                }
                return block;
            }
        }
    }

    /** Where the limit is reached, a free large block becomes a slab, and any larger block is better than none. */
    private @Nullable Block takeFromFull(SlabGroup group, int shift) {
        if (group instanceof SmallBlocks small) {
            Block whole = groups[SMALL_SIZES].take(LargeBlocks.UNIT);
            if (whole != null) {
                small.add(whole);
            }
        }
        Block block = null;
        for (int larger = shift; block == null && 1 << larger <= LARGEST_BLOCK; larger++) {
            block = groupOf(larger).take(1 << larger);
        }
        return block;
    }

    private static int shiftOf(int size) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(size, SMALLEST_BLOCK) - 1);
    }

    private SlabGroup groupOf(int shift) {
        return groups[Math.min(shift - SMALLEST_SHIFT, SMALL_SIZES)];
    }

    private Slab newSlab(SlabGroup group, long limit) throws StorageExhaustedException {
        while (true) {
            OutOfMemoryError lack = null;
            if (reserve(group.slabSize, limit)) {
                try {
                    return group.newSlab();
                } catch (OutOfMemoryError e) { // of native memory
                    reserved.addAndGet(-group.slabSize);
                    lack = e;
                }
            }
            if (!freeOneEmptySlab()) {
                throw lack == null
                        ? exhausted(limit, "raise the memory limit, or delete topics")
                        : exhausted(reserved.get(), "the JVM gives no more native memory: " + lack.getMessage());
            }
        }
    }

    /** Only if it fits: what is too large shall not keep out, for a moment, what is not. */
    private boolean reserve(int size, long limit) {
        long now = reserved.get();
        while (now + size <= limit) {
            if (reserved.compareAndSet(now, now + size)) {
                return true;
            }
            now = reserved.get();
        }
        return false;
    }

    private StorageExhaustedException exhausted(long limit, String advice) {
        return new StorageExhaustedException(
                "the store is full: %,d bytes of its limit of %,d are taken; %s"
                        .formatted(reserved.get(), limit, advice),
                limit);
    }

    private boolean freeOneEmptySlab() {
        for (SlabGroup group : groups) {
            Slab slab = group.removeEmpty();
            if (slab != null) {
                free(slab);
                return true;
            }
        }
        return false;
    }

    /** Gives a block back. Nobody may use it, or a buffer over it, from now on. */
    public void giveBack(Block block) {
        lastLook.accept(block);
        SlabGroup group = block.slab.group;
        group.giveBack(block);
        if (closed) {
            freeEmptySlabs();
        } else if (!freesUnused.get() && group.hasSpare()) {
            startFreeing();
        }
    }

    private void startFreeing() {
        if (freesUnused.compareAndSet(false, true)) {
            try {
                Thread.ofVirtual()
                        .name("kaska-unused-memory")
                        .inheritInheritableThreadLocals(false)
                        .start(this::freeUnused);
            } catch (OutOfMemoryError e) {
                freesUnused.set(false); // no thread can be started now: the next block that is given back tries again
            }
        }
    }

    private void freeUnused() {
        do {
            try {
                freeSpare();
            } finally { // also where it ends by an error: the next block that is given back begins anew
                freesUnused.set(false);
            }
        } while (hasSpare() && freesUnused.compareAndSet(false, true)); // given back just now
    }

    private void freeSpare() {
        while (hasSpare()) {
            LockSupport.parkNanos(this, unusedNanos);
            for (SlabGroup group : groups) {
                freeUnused(group);
            }
        }
    }

    /** One by one: who needs memory meanwhile shall find the others. */
    private void freeUnused(SlabGroup group) {
        for (int left = group.unused(); left > 0; left--) {
            Slab slab = group.removeEmpty();
            if (slab != null) {
                free(slab);
            }
        }
    }

    private boolean hasSpare() {
        for (SlabGroup group : groups) {
            if (group.hasSpare()) {
                return true;
            }
        }
        return false;
    }

    private void free(Slab slab) {
        reserved.addAndGet(-slab.free());
    }

    /** Frees what is not in use. Blocks still held keep their memory until they are given back. */
    @Override
    public void close() {
        closed = true;
        freeEmptySlabs();
    }

    /** Frees at once what is not in use. */
    void freeEmptySlabs() {
        while (freeOneEmptySlab()) {}
    }
}
