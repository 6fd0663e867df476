package io.kaska.log;

import java.io.IOException;

/**
 * The entries of an index that are made while its log is recovered. Where the disk has no room for them they are left
 * out: the messages are searched for then.
 *
 * <p>For one thread.
 */
final class RecoveredIndex {
    private final LogIndex index;
    private final long base;
    private long room; // of the offsets that can be written
    private boolean full;

    /** @param base the entries below are there */
    RecoveredIndex(LogIndex index, long base) {
        this.index = index;
        this.base = base;
    }

    void put(long offset, int count, long position) throws IOException {
        if (offset >= base && hasRoom(offset + count)) {
            index.put(offset, count, position);
        }
    }

    /** Says of offsets that their batches are lost, where nothing is known. */
    void putLost(long from, long end) throws IOException {
        for (long offset = from; offset < end && hasRoom(end); offset++) {
            if (index.position(offset) == 0) {
                index.put(offset, 1, LogIndex.LOST);
            }
        }
    }

    private boolean hasRoom(long end) throws IOException {
        if (end <= room || full) {
            return !full;
        }
        try {
            Mapping[] prepared = index.prepare(base, end);
            room = index.preparedEnd(end);
            LogIndex.releaseAll(index.heat(prepared, base, room));
        } catch (StorageExhaustedException e) {
            LogStore.LOG.warn(
                    "some messages will be found slowly, as there is no room for the index: {}", e.getMessage());
            full = true;
        }
        return !full;
    }

    void close() {
        LogIndex.releaseAll(index.cool());
    }
}
