package io.kaska.log;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A batch with a whole header, where it lies.
 *
 * @param bytes of the segment; they show the batch until another few segments were looked at
 */
record StoredBatch(StoredSegment segment, FileView bytes, long place) implements LogWalk.Stretch {
    /** What is not as it was written. */
    record Mismatch(String expected, String found) {}

    Path path() {
        return segment.path();
    }

    int size() {
        return bytes.getInt(place + Batch.SIZE);
    }

    long offset() {
        return bytes.getLong(place + Batch.OFFSET);
    }

    int count() {
        return bytes.getInt(place + Batch.COUNT) & Batch.COUNT_MASK;
    }

    /** The offset behind its last message. */
    @Override
    public long end() {
        return offset() + count();
    }

    int flags() {
        return bytes.getInt(place + Batch.COUNT) >>> 24;
    }

    long timestamp() {
        return bytes.getLong(place + Batch.TIMESTAMP);
    }

    /** What is wrong with its table and messages; null if nothing is. */
    @Nullable
    Mismatch mismatch() {
        int crc = BatchCheck.crc(bytes, place, size());
        int written = bytes.getInt(place + Batch.CRC);
        if (crc != written) {
            return new Mismatch("the CRC-32C %08x".formatted(written), "%08x".formatted(crc));
        }
        int before = 0;
        for (int i = 1; i <= count(); i++) {
            int end = tablePlace(i);
            if (end <= before) {
                return new Mismatch("message %d of it to end behind byte %d".formatted(i - 1, before), "" + end);
            }
            before = end;
        }
        int bodies = size() - Batch.bodies(count());
        return before == bodies ? null : new Mismatch("messages of %d bytes".formatted(bodies), "" + before);
    }

    private int tablePlace(int index) {
        return bytes.getInt(place + Batch.tablePlace(index));
    }

    /** A copy of the bytes of a message. */
    ByteBuffer body(long offset) {
        int i = (int) (offset - offset());
        int from = tablePlace(i);
        ByteBuffer body = ByteBuffer.allocate(tablePlace(i + 1) - from);
        long start = place + Batch.bodies(count()) + from;
        while (body.hasRemaining()) {
            body.put(bytes.piece(start + body.position(), body.remaining()));
        }
        return body.flip();
    }
}
