package io.kaska.log;

/**
 * Steps through a segment from header to header. Where a header makes no sense it looks for the next batch that is whole
 * in every check, so that a finished batch behind what is torn or damaged is found.
 *
 * <p>For one thread, which holds the file.
 */
final class SegmentScan {
    /** What stands at a place. */
    enum Found {
        /** A batch with a whole header; its bodies are not looked at. */
        BATCH,
        /** Room that was set aside, and is dead or not finished. */
        RESERVED,
        /** Bytes that are nothing; a batch follows. */
        GAP,
        /** Nothing follows. */
        END
    }

    private final FileView file;
    private final long salt;
    private final long limit;
    private long place;
    private long next;
    private int size;

    /**
     * @param from a place at which a header begins
     * @param limit the end of what may have been written
     */
    SegmentScan(FileView file, long salt, long from, long limit) {
        this.file = file;
        this.salt = salt;
        this.limit = limit;
        this.next = from;
    }

    /** Steps on, and says what is there. */
    Found step() {
        place = next;
        if (place + Batch.ENDS > limit) {
            return Found.END;
        }
        if (!file.isReadable(place, place + Batch.ENDS)) {
            return findNext() ? Found.GAP : Found.END;
        }
        size = file.getInt(place + Batch.SIZE);
        if (isBatch(place)) {
            next = DataSegment.next(place, size);
            return Found.BATCH;
        }
        if (size > Batch.ENDS && file.getInt(place + Batch.CHECK) == BatchCheck.reserved(salt, place, size)) {
            next = DataSegment.next(place, size);
            return Found.RESERVED;
        }
        return findNext() ? Found.GAP : Found.END;
    }

    private boolean findNext() {
        for (long at = place + Long.BYTES; at + Batch.ENDS < limit; at += Long.BYTES) {
            if (file.isReadable(at, at + Batch.ENDS) && file.getLong(at) != 0 && isBatch(at) && isWhole(at)) {
                next = at;
                return true;
            }
        }
        return false;
    }

    /** Whether a batch with a whole header begins at a place. */
    private boolean isBatch(long at) {
        int bytes = file.getInt(at + Batch.SIZE);
        int count = file.getInt(at + Batch.COUNT) & Batch.COUNT_MASK;
        return count > 0
                && bytes >= (long) Batch.bodies(0) + count * (Integer.BYTES + 1L)
                && at + bytes <= file.end()
                && file.getInt(at + Batch.CHECK) == BatchCheck.batch(salt, file, at);
    }

    private boolean isWhole(long at) {
        int bytes = file.getInt(at + Batch.SIZE);
        return file.isReadable(at, at + bytes) && file.getInt(at + Batch.CRC) == BatchCheck.crc(file, at, bytes);
    }

    /** Makes room that nobody sees of the batch that was found, in the file that is looked through. */
    void makeDead(Mapping mapping) {
        mapping.putInt(place + Batch.CHECK, BatchCheck.reserved(salt, place, size));
    }

    // --- what was found last

    /** Where it begins. */
    long place() {
        return place;
    }

    /** Where it ends; of an end, where it begins. */
    long end() {
        return next;
    }

    /** Of a batch or room, in bytes. */
    int size() {
        return size;
    }

    /** Whether table and bodies of the batch are what was written. */
    boolean isWhole() {
        return isWhole(place);
    }

    /** The offset of the batch's first message. */
    long offset() {
        return file.getLong(place + Batch.OFFSET);
    }

    /** How many messages the batch has. */
    int count() {
        return file.getInt(place + Batch.COUNT) & Batch.COUNT_MASK;
    }

    /** When the batch was appended. */
    long timestamp() {
        return file.getLong(place + Batch.TIMESTAMP);
    }

    /** How many offsets before the batch's were not known to be safe when it was appended. */
    int lag() {
        return file.getInt(place + Batch.LAG);
    }
}
