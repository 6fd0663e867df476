package io.kaska.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds messages in the batches of a queue, and adds them to answers as runs: a whole batch as one slice from where it
 * lies, a part of one as a header of its own and slices of table and messages.
 *
 * <p>Safe for use by many threads, for offsets below an end offset that the caller has read, while it holds the queue.
 */
final class RunReader {
    private final BatchFinder finder;

    RunReader(BatchFinder finder) {
        this.finder = finder;
    }

    /** The size of a message's payload, in bytes. */
    int length(long offset, Holder holder) throws IOException {
        var found = new BatchPlace();
        finder.find(offset, holder, found);
        Segments segments = found.segments();
        long batch = found.position();
        int i = (int) (offset - segments.getLong(batch, Batch.OFFSET));
        int start = place(segments, batch, i);
        int end = place(segments, batch, i + 1);
        check(segments, batch, offset, start, end);
        int word = segments.getInt(batch, Batch.COUNT);
        return (word & Batch.HEADS) == 0
                ? end - start
                : end - start - headSize(segments, batch, Batch.bodies(word & Batch.COUNT_MASK) + start);
    }

    /** All bytes of a head; its size may lie across the border of two pieces. */
    private static int headSize(Segments segments, long batch, int at) {
        int size = 0;
        for (int i = at; i < at + Integer.BYTES; i++) {
            size = size << Byte.SIZE | (segments.buffer(batch, i, 1).get(0) & 0xFF);
        }
        return Integer.BYTES + size;
    }

    /** The first of the offsets [offset, limit) whose message is of that time or a later one; the limit if none is. */
    long firstSince(long millis, long offset, long limit, Holder holder) throws IOException {
        var found = new BatchPlace();
        long low = offset;
        long high = limit;
        while (low < high) {
            finder.find((low + high) >>> 1, holder, found);
            Segments segments = found.segments();
            long batch = found.position();
            long first = segments.getLong(batch, Batch.OFFSET);
            if (segments.getLong(batch, Batch.TIMESTAMP) >= millis) {
                high = Math.max(low, first); // all of a batch have one time
            } else {
                low = first + (segments.getInt(batch, Batch.COUNT) & Batch.COUNT_MASK);
            }
        }
        return Math.min(low, limit);
    }

    /** Somebody may have changed the bytes since they were found whole, in a file; that must not end in a wild read. */
    private static void check(Segments segments, long batch, long offset, int start, int end)
            throws DamagedBatchException {
        int count = segments.getInt(batch, Batch.COUNT) & Batch.COUNT_MASK;
        int most = segments.getInt(batch, Batch.SIZE) - Batch.bodies(count);
        if (start < 0 || end <= start || end > most) {
            throw new DamagedBatchException(
                    "the table of the batch of message %d says [%d, %d) of %d bytes"
                            .formatted(offset, start, end, most),
                    offset + 1);
        }
    }

    /**
     * Adds messages of the offsets [offset, limit).
     *
     * @param maxBytes of runs; may be 0 or less
     * @param atLeastOne gives the first message whatever its size
     * @return how many were added
     * @throws IOException if the first message cannot be read
     */
    int read(long offset, long limit, long maxBytes, boolean atLeastOne, Slices to) throws IOException {
        long next = offset;
        long bytesLeft = maxBytes;
        boolean needed = atLeastOne;
        var found = new BatchPlace();
        while (next < limit && (needed || to.hasRoom())) {
            long before = to.size();
            int given;
            try {
                given = addRun(found, next, limit, bytesLeft, needed, to);
            } catch (IOException e) {
                if (next > offset) {
                    break; // what is whole is given first; who asks for what follows is told
                }
                throw e;
            }
            if (given == 0) {
                break;
            }
            next += given;
            bytesLeft -= to.size() - before;
            needed = false;
        }
        return (int) (next - offset);
    }

    private int addRun(BatchPlace found, long offset, long limit, long maxBytes, boolean atLeastOne, Slices to)
            throws IOException {
        finder.find(offset, to.holder(), found);
        Segments segments = found.segments();
        long batch = found.position();
        long first = segments.getLong(batch, Batch.OFFSET);
        int count = segments.getInt(batch, Batch.COUNT) & Batch.COUNT_MASK;
        int from = (int) (offset - first);
        int until = (int) Math.min(count, limit - first);
        int size = segments.getInt(batch, Batch.SIZE);
        if (from == 0 && until == count && size - Batch.RUN <= maxBytes) {
            segments.slice(batch, Batch.RUN, size - Batch.RUN, to);
            return count;
        }
        until = lastThatFits(segments, batch, from, until, maxBytes);
        if (until == from) {
            if (!atLeastOne) {
                return 0;
            }
            until++;
        }
        addPart(segments, batch, from, until, count, to);
        return until - from;
    }

    /** The end of the longest part of a batch from a message on that takes at most so many bytes as a run. */
    private static int lastThatFits(Segments segments, long batch, int from, int until, long maxBytes) {
        int start = place(segments, batch, from);
        int low = from;
        int high = until;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            long tableBytes = (middle - from + 1L) * Integer.BYTES;
            long bytes = Batch.RUN_HEADER_SIZE + tableBytes + place(segments, batch, middle) - start;
            if (bytes <= maxBytes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static void addPart(Segments segments, long batch, int from, int until, int count, Slices to)
            throws DamagedBatchException {
        int n = until - from;
        int start = place(segments, batch, from);
        int end = place(segments, batch, until);
        check(segments, batch, segments.getLong(batch, Batch.OFFSET) + from, start, end);
        ByteBuffer header = to.header(to.addHeader(Batch.RUN_HEADER_SIZE));
        header.putLong(segments.getLong(batch, Batch.OFFSET) + from);
        header.putLong(segments.getLong(batch, Batch.TIMESTAMP));
        header.putInt((segments.getInt(batch, Batch.COUNT) & ~Batch.COUNT_MASK) | n);
        segments.slice(batch, Batch.tablePlace(from), (n + 1) * Integer.BYTES, to);
        segments.slice(batch, Batch.bodies(count) + start, end - start, to);
    }

    private static int place(Segments segments, long batch, int index) {
        return segments.getInt(batch, Batch.tablePlace(index));
    }
}
