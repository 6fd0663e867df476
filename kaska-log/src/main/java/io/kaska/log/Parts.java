package io.kaska.log;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a queue in memory, in the order in which they were made. Messages are published in any order of place, so
 * one that arrived late can have a higher offset than all of the part behind its own. One of the parts is open: small
 * batches go there.
 *
 * <p>Under the monitor of the batches.
 */
final class Parts implements Iterable<Part> {
    private static final int FIRST_BLOCK = 256;

    private @Nullable Part oldest;
    private @Nullable Part newest;
    private @Nullable Part open;
    private long used; // bytes of all parts that are used
    private long shared; // bytes of the blocks for small batches, used or not

    // --- room for small batches

    /** The part that has room for that many bytes, which are its {@code tail}; or null. */
    @Nullable
    Part withRoom(int size) {
        return open != null && open.blockSize() - open.tail >= size ? open : null;
    }

    /** Sets room aside at its tail. */
    void take(Part part, int size) {
        part.tail += size;
        part.open++;
        used += size;
    }

    /** Only the last room taken can be used again; before others it stays, dead. */
    void giveBack(Part part, int place, int size) {
        part.open--;
        if (place + size == part.tail) {
            part.tail -= size;
            used -= size;
        }
    }

    /**
     * The size of the block to open next, so that a batch of that size fits: half of what the others take together, so
     * that a queue grows by doubling, and one that keeps little has small blocks to drop.
     */
    int nextBlockSize(int size) {
        int half = (int) Math.min(Long.highestOneBit(shared / 2), BlockPool.LARGEST_BLOCK);
        return Math.max(Math.max(FIRST_BLOCK, half), size);
    }

    /** Small batches go to a new part from now on; what is left of the one before stays unused. */
    void open(Part part) {
        open = part;
        shared += part.blockSize();
        append(part);
    }

    /** The part of a large batch that has arrived. */
    void add(Part part, int size) {
        part.tail = size;
        part.open = 1;
        used += size;
        append(part);
    }

    // --- the order

    /** A batch of it was published. */
    void publish(Part part, long top, long timestamp) {
        part.top = top;
        part.timestamp = timestamp;
        part.open--;
    }

    private void append(Part part) {
        part.older = newest;
        part.newer = null;
        if (newest == null) {
            oldest = part;
        } else {
            newest.newer = part;
        }
        newest = part;
    }

    private void unlink(Part part) {
        if (part.older == null) {
            oldest = part.newer;
        } else {
            part.older.newer = part.newer;
        }
        if (part.newer == null) {
            newest = part.older;
        } else {
            part.newer.older = part.older;
        }
    }

    // --- what goes

    /** The bytes that are used. */
    long used() {
        return used;
    }

    @Override
    public Iterator<Part> iterator() {
        return new Iterator<>() {
            private @Nullable Part next = oldest;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Part next() {
                Part part = next;
                if (part == null) {
                    throw new NoSuchElementException();
                }
                next = part.newer;
                return part;
            }
        };
    }

    /** Takes out the parts in which no message is or will be that is not below an offset. */
    List<Part> takeBelow(long offset) {
        List<Part> dead = new ArrayList<>();
        Part next;
        for (Part part = oldest; part != null && part.first() <= offset; part = next) {
            next = part.newer;
            if (part.top <= offset && part.open == 0) {
                takeOut(part);
                dead.add(part);
            }
        }
        return dead;
    }

    private void takeOut(Part part) {
        unlink(part);
        used -= part.tail;
        if (part.blockCount() == 1) {
            shared -= part.blockSize();
        }
        if (part == open) {
            open = null;
        }
    }
}
