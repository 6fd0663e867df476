package io.kaska.protocol;

import java.nio.ByteBuffer;

/**
 * What every response begins with. Responses come in the order of the requests.
 *
 * <pre>
 *   0   1  status: 0 is OK, else an {@link ErrorBody} follows
 *   1   1  flags: of a fetch, {@link #CUT}
 *   2   2  0
 *   4   4  size: how many bytes follow this header, 0 to 2^31-1
 * </pre>
 */
public record ResponseHeader(int status, int flags, int size) {
    /** In bytes. */
    public static final int SIZE = 8;

    /** Of a fetch: a limit was reached, and the topics behind that of the last section were not looked at. */
    public static final int CUT = 1;

    /** Writes {@link #SIZE} bytes at the buffer's position. */
    public void put(ByteBuffer to) {
        to.put((byte) status).put((byte) flags).putShort((short) 0).putInt(size);
    }

    /** Reads {@link #SIZE} bytes at the buffer's position; checks nothing. */
    public static ResponseHeader get(ByteBuffer from) {
        int status = from.get() & 0xFF;
        int flags = from.get() & 0xFF;
        from.getShort();
        return new ResponseHeader(status, flags, from.getInt());
    }
}
