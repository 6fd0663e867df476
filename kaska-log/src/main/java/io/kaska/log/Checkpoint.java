package io.kaska.log;

import org.jspecify.annotations.Nullable;

/**
 * What a segment said about itself the last time that all before it was on the disk. It stands twice in the segment's
 * header, written in turn, so that one of them is whole whatever happens; the one with the higher number counts.
 *
 * <pre>
 *   0   8  number, 1 or more
 *   8   8  tail: the place of the first byte that may have been written since
 *  16   8  end: the offset that the next batch of the queue was to get
 *  24   8  top: one more than the highest offset in this segment; 0 if it has none
 *  32   8  timestamp of its last batch
 *  40   8  earliest offset of the queue
 *  48   8  check of the 48 bytes, keyed with the segment's salt and its own place
 * </pre>
 */
record Checkpoint(long number, long tail, long end, long top, long timestamp, long earliest) {
    static final int SIZE = 56;

    /** Before the first. */
    static Checkpoint none(long tail, long end, long earliest) {
        return new Checkpoint(0, tail, end, 0, 0, earliest);
    }

    void put(Mapping to, long place, long salt) {
        to.putLong(place, number);
        to.putLong(place + 8, tail);
        to.putLong(place + 16, end);
        to.putLong(place + 24, top);
        to.putLong(place + 32, timestamp);
        to.putLong(place + 40, earliest);
        to.putLong(place + 48, BatchCheck.longs(salt, to, place, place + 48));
    }

    /** Whether none was ever written there. */
    static boolean isBlank(FileView in, long place) {
        for (long at = place; at < place + SIZE; at += Long.BYTES) {
            if (in.getLong(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Null if there is none, or it is not whole. */
    static @Nullable Checkpoint get(FileView from, long place, long salt) {
        if (from.getLong(place) == 0 || from.getLong(place + 48) != BatchCheck.longs(salt, from, place, place + 48)) {
            return null;
        }
        return new Checkpoint(
                from.getLong(place),
                from.getLong(place + 8),
                from.getLong(place + 16),
                from.getLong(place + 24),
                from.getLong(place + 32),
                from.getLong(place + 40));
    }
}
