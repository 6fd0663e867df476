package io.kaska.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbered blocks: each that is added gets the next number, and keeps it until it is dropped. They lie in a ring whose
 * size is a power of two, a block at its number modulo that, so that dropping shifts nothing. Numbers begin at 0, and
 * wrap: only fewer than 2^30 may lie between the lowest and the highest.
 *
 * <p>One thread at a time may change it; any thread may read a block that was added before and is not dropped, without a
 * lock.
 */
final class BlockList {
    private static final @Nullable Block[] NONE = {};

    private volatile @Nullable Block[] ring = NONE; // stored again after each change, so that readers see its elements
    private int first; // the lowest number that is not dropped
    private int end; // the next number

    BlockList() {
        this(0);
    }

    /** @param first the number of the first block */
    BlockList(int first) {
        this.first = first;
        this.end = first;
    }

    /** The number of the next block that is added: how many there ever were. */
    int end() {
        return end;
    }

    Block get(int number) {
        @Nullable Block[] blocks = ring;
        Block block = blocks[number & (blocks.length - 1)];
        assert block != null : number;
        return block;
    }

    void add(Block block) {
        @Nullable Block[] room = ring;
        if (end - first == room.length) {
            room = copy(Math.max(1, room.length * 2));
        }
        room[end++ & (room.length - 1)] = block;
        ring = room;
    }

    void addAll(List<Block> blocks) {
        blocks.forEach(this::add);
    }

    /** Forgets a block. Nobody may look for its number any more. */
    void drop(int number) {
        @Nullable Block[] blocks = ring;
        blocks[number & (blocks.length - 1)] = null;
        while (first != end && blocks[first & (blocks.length - 1)] == null) {
            first++;
        }
        if (blocks.length > 8 && end - first < blocks.length / 4) {
            blocks = copy(blocks.length / 2);
        }
        ring = blocks;
    }

    private @Nullable Block[] copy(int size) {
        @Nullable Block[] from = ring;
        @Nullable Block[] to = new @Nullable Block[size];
        for (int number = first; number != end; number++) {
            to[number & (size - 1)] = from[number & (from.length - 1)];
        }
        return to;
    }

    /** Those that are there, by number. */
    List<Block> all() {
        List<Block> all = new ArrayList<>(end - first);
        for (int number = first; number != end; number++) {
            Block block = ring[number & (ring.length - 1)];
            if (block != null) {
                all.add(block);
            }
        }
        return all;
    }
}
