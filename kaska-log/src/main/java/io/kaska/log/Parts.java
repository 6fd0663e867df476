package io.kaska.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a queue in memory, in the order of their tops: the first is the first that can go. Messages are published
 * in any order of place, but each gets the highest offset so far; so its part becomes the last. One of the parts is open:
 * small batches go there.
 *
 * <p>Under the monitor of the batches.
 */
final class Parts {
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

    /** A batch of it was published: the newest of all. */
    void publish(Part part, long top, long timestamp) {
        part.top = top;
        part.timestamp = timestamp;
        part.open--;
        if (part != newest) {
            unlink(part);
            append(part);
        }
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

    /** The offset up to which nothing has to be kept; 0 if all has. */
    long droppable(Retention keep, long nowMillis) {
        long dead = 0;
        long newer = used;
        for (Part part = oldest; part != null; part = part.newer) {
            newer -= part.tail;
            if (newer < keep.bytes() && !isOld(part, keep, nowMillis)) {
                break;
            }
            dead = part.top;
        }
        return dead;
    }

    private static boolean isOld(Part part, Retention keep, long nowMillis) {
        return nowMillis - part.timestamp > keep.ageMillis();
    }

    /** Takes out the parts in which no message is or will be that is not below an offset. */
    List<Part> takeBelow(long offset) {
        List<Part> dead = new ArrayList<>();
        Part next;
        for (Part part = oldest; part != null && part.top <= offset; part = next) {
            next = part.newer;
            if (part.open == 0) {
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

    /** Takes out all. */
    List<Part> takeAll() {
        List<Part> all = new ArrayList<>();
        for (Part part = oldest; part != null; part = part.newer) {
            all.add(part);
        }
        oldest = null;
        newest = null;
        open = null;
        return all;
    }
}
