package io.kaska.protocol;

import static io.kaska.protocol.FetchResponse.check;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of messages with consecutive offsets and one timestamp, as the log keeps them and as they cross the wire.
 *
 * <pre>
 *   0   8  offset of the first message
 *   8   8  timestamp, milliseconds since 1970-01-01T00:00Z
 *  16   1  flags: {@link MessageHead#FLAG}, each message begins with a head; or 0
 *  17   3  count n of messages, 1 to 2^24-1
 *  20   4  where the first message begins in its batch
 *  24  4n  where each message ends in its batch
 *   -   -  the messages, one behind the other
 * </pre>
 *
 * <p>The places count from the first byte of the batch that the messages were sent in, so that a part of a batch needs
 * no other table: a message's size is its end less the end before it.
 *
 * @param table the n+1 places, 4 bytes each
 * @param bodies the messages
 */
public record Run(long offset, long timestamp, int flags, int count, ByteBuffer table, ByteBuffer bodies)
        implements Messages {
    /** What stands before the table, in bytes. */
    public static final int HEADER_SIZE = 20;

    /** Takes a run off the buffer. Its buffers are views. */
    static Run get(ByteBuffer from) {
        check(from.remaining() >= HEADER_SIZE + 2 * Integer.BYTES, "a run is cut off");
        long offset = from.getLong();
        long timestamp = from.getLong();
        int word = from.getInt();
        int flags = word >>> 24;
        boolean headed = flags == MessageHead.FLAG;
        check(headed || flags == 0, "a run has flags %d, which nobody asked for", flags); // it would be misread
        int count = word & Protocol.MAX_BATCH_COUNT;
        int tableSize = (count + 1) * Integer.BYTES;
        check(count > 0 && tableSize <= from.remaining(), "the table of a run of %d is cut off", count);
        ByteBuffer table = take(from, tableSize);
        int size = checkedSize(table, count);
        check(size <= from.remaining(), "the messages of a run are cut off");
        Run run = new Run(offset, timestamp, flags, count, table, take(from, size));
        if (headed) {
            run.checkHeads();
        }
        return run;
    }

    private void checkHeads() {
        for (int i = 0; i < count; i++) {
            int from = start(i);
            MessageHead.checkAt(bodies, from, from + bodySize(i));
        }
    }

    private static int checkedSize(ByteBuffer table, int count) {
        int start = table.getInt(0);
        check(start >= 0, "a run begins at %d", start);
        int before = start;
        for (int i = 1; i <= count; i++) {
            int end = table.getInt(i * Integer.BYTES);
            check(end > before, "message %d of a run ends at %d, before it begins", i - 1, end);
            before = end;
        }
        return before - start;
    }

    private static ByteBuffer take(ByteBuffer from, int size) {
        ByteBuffer taken = from.slice(from.position(), size);
        from.position(from.position() + size);
        return taken;
    }

    /**
     * One of the messages, whole.
     *
     * @param index 0 to count-1
     * @return a new read-only view, position 0
     */
    public ByteBuffer body(int index) {
        return bodies.slice(start(index), bodySize(index)).asReadOnlyBuffer();
    }

    private int start(int index) {
        return table.getInt(index * Integer.BYTES) - table.getInt(0);
    }

    private boolean isHeaded() {
        return (flags & MessageHead.FLAG) != 0;
    }

    @Override
    public long size() {
        return bodies.remaining();
    }

    @Override
    public long offset(int index) {
        return offset + index;
    }

    @Override
    public long timestamp(int index) {
        return timestamp;
    }

    @Override
    public @Nullable ByteBuffer key(int index) {
        return isHeaded() ? MessageHead.key(body(index)) : null;
    }

    @Override
    public Map<String, ByteBuffer> headers(int index) {
        return isHeaded() ? MessageHead.headers(body(index)) : Map.of();
    }

    @Override
    public ByteBuffer payload(int index) {
        ByteBuffer body = body(index);
        if (!isHeaded()) {
            return body;
        }
        int head = MessageHead.size(body);
        return body.slice(head, body.remaining() - head);
    }

    @Override
    public int bodySize(int index) {
        return table.getInt((index + 1) * Integer.BYTES) - table.getInt(index * Integer.BYTES);
    }
}
