package io.kaska.protocol;

import java.nio.ByteBuffer;

/**
 * What every request begins with, so that the broker knows after one short read what follows and where it goes.
 *
 * <pre>
 *   0   1  operation
 *   1   1  flags: of a send, {@link MessageHead#FLAG}, each message begins with a head; else 0
 *   2   2  0
 *   4   4  topic id, 0 where the operation takes none
 *   8   4  size: how many bytes follow this header
 *  12   4  count: of messages in a batch, of topics in a fetch; else 0
 * </pre>
 *
 * @param operation the byte of an {@link Operation}, or any other that a peer sent
 * @param topicId any 32 bits
 * @param size 0 to 2^31-1; what a peer sent beyond that shows as negative
 */
public record RequestHeader(int operation, int flags, int topicId, int size, int count) {
    /** In bytes. */
    public static final int SIZE = 16;

    /** A header without flags. */
    public RequestHeader(Operation operation, int topicId, int size, int count) {
        this(operation.code(), 0, topicId, size, count);
    }

    /** Writes {@link #SIZE} bytes at the buffer's position. */
    public void put(ByteBuffer to) {
        to.put((byte) operation).put((byte) flags).putShort((short) 0);
        to.putInt(topicId).putInt(size).putInt(count);
    }

    /** Reads {@link #SIZE} bytes at the buffer's position; checks nothing. */
    public static RequestHeader get(ByteBuffer from) {
        int operation = from.get() & 0xFF;
        int flags = from.get() & 0xFF;
        from.getShort();
        return new RequestHeader(operation, flags, from.getInt(), from.getInt(), from.getInt());
    }
}
