package io.kaska.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

    private final @Nullable Arena arena;
    private final @Nullable Block whole; // that it is cut from, if it has no memory of its own

    /**
     * With memory from the system.
     *
     * @throws OutOfMemoryError if the JVM gives no more native memory
     */
    @SuppressWarnings("MustBeClosedChecker") // free() closes it
    Slab(SlabGroup group) {
        this.group = group;
        Arena own = Arena.ofShared();
        memory = allocate(own, group.slabSize);
        bytes = memory.asByteBuffer();
        arena = own;
        whole = null;
    }

    /** Cut from a block of another slab. */
    Slab(SlabGroup group, Block whole) {
        assert whole.size() == group.slabSize;
        this.group = group;
        this.whole = whole;
        memory = whole.slab.memory.asSlice(whole.place, whole.size());
        bytes = whole.buffer(0, whole.size());
        arena = null;
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

    /** Nobody may hold a block. Returns how many bytes go back to the system: none, if it was cut from a block. */
    int free() {
        assert isEmpty();
        if (arena != null) {
            arena.close();
            return group.slabSize;
        }
        if (whole != null) {
            whole.slab.group.giveBack(whole);
        }
        return 0;
    }
}
