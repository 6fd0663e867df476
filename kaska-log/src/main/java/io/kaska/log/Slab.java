package io.kaska.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A piece of native memory that is cut into blocks.
 *
 * <p>Called under the lock of its {@link SlabGroup}; its memory may be used by any thread that holds a block.
 */
abstract class Slab {
    final SlabGroup group;
    final MemorySegment memory;
    /** The same: its slices are one object, not two. */
    final ByteBuffer bytes;

    private final Arena arena;

    /** @throws OutOfMemoryError if the JVM gives no more native memory */
    @SuppressWarnings("MustBeClosedChecker") // free() closes it
    Slab(SlabGroup group) {
        this.group = group;
        arena = Arena.ofShared();
        memory = allocate(arena, group.slabSize);
        bytes = memory.asByteBuffer();
    }

    private static MemorySegment allocate(Arena arena, long size) {
        try {
            return arena.allocate(size, Long.BYTES);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
    }

    /** Whether no block of it is in use. */
    abstract boolean isEmpty();

    /** Nobody may hold a block. */
    void free() {
        assert isEmpty();
        arena.close();
    }
}
