package io.kaska.log;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * How long a queue keeps its messages. What is past a bound goes, oldest first, in whole segments: so a queue may keep
 * more than it has to, never less. Immutable.
 *
 * @param ageMillis messages are kept for this time at least, 1 or more; {@link #UNLIMITED}
 * @param bytes the newest messages of so many bytes together, with all that goes with them, are kept at least, 1 or
 *     more; {@link #UNLIMITED}
 */
public record Retention(long ageMillis, long bytes) {
    /** No bound. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Everything is kept. */
    public static final Retention ALL = new Retention(UNLIMITED, UNLIMITED);

    /** Bounds that make sense. */
    public Retention {
        if (ageMillis < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a retention of %d ms and %d bytes: both have to be 1 or more".formatted(ageMillis, bytes));
        }
    }

    boolean keepsAll() {
        return ageMillis == UNLIMITED && bytes == UNLIMITED;
    }

    /**
     * The offset up to which nothing has to be kept; 0 if all has.
     *
     * @param all of a queue, in the order in which they were made
     * @param used bytes of all of them
     * @param end of the offsets that can go
     */
    long droppable(Iterable<? extends Extent> all, long used, long end, long nowMillis) {
        long dead = 0;
        long newer = used;
        Iterator<? extends Extent> rest = all.iterator();
        for (Extent next = next(rest); next != null; ) {
            Extent extent = next;
            next = next(rest);
            newer -= extent.bytes();
            if (next != null && next.first() < extent.top()) {
                continue; // what arrived late in there is newer than some of the next, and does not take that with it
            }
            if (extent.top() > end || (newer < bytes && nowMillis - extent.timestamp() <= ageMillis)) {
                break;
            }
            dead = Math.max(dead, extent.top());
        }
        return dead;
    }

    private static @Nullable Extent next(Iterator<? extends Extent> rest) {
        return rest.hasNext() ? rest.next() : null;
    }
}
