package io.kaska.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A block of native memory that belongs to whoever took it from the {@link BlockPool}, until it is given back. Places
 * in it count from 0. Integers in it are big-endian, as on the wire. What a fresh block holds is undefined.
 *
 * <p>Safe for use by many threads as plain memory is: who writes and who reads must agree on when.
 */
public final class Block {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    final Slab slab;
    final int place;

    private final int size;

    private @Nullable Part part; // that it belongs to, if it holds messages

    Block(Slab slab, int place, int size) {
        this.slab = slab;
        this.place = place;
        this.size = size;
    }

    /** In bytes. */
    public int size() {
        return size;
    }

    /**
     * A new direct buffer over a part of the block: a view, valid until the block is given back.
     *
     * @param from the first byte, 0 or more
     * @param size in bytes; {@code from + size} is at most {@link #size()}
     */
    public ByteBuffer buffer(int from, int size) {
        return slab.bytes.slice(place + from, size);
    }

    /** Makes it belong to a part of a queue. */
    void join(Part whole) {
        part = whole;
    }

    /** The part of a queue that it belongs to. */
    Part part() {
        Part whole = part;
        if (whole == null) {
            throw new AssertionError("the block belongs to no queue");
        }
        return whole;
    }

    int getInt(int at) {
        return memory().get(INT, (long) place + at);
    }

    void putInt(int at, int value) {
        memory().set(INT, (long) place + at, value);
    }

    long getLong(int at) {
        return memory().get(LONG, (long) place + at);
    }

    void putLong(int at, long value) {
        memory().set(LONG, (long) place + at, value);
    }

    private MemorySegment memory() {
        return slab.memory;
    }
}
