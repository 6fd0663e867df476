package io.kaska.protocol;

import java.nio.ByteBuffer;

/**
 * The broker's answer to a {@link ClientHello}. An extension follows: after a refusal the reason as UTF-8, and then the
 * broker closes the connection; else nothing in version 1.
 *
 * <pre>
 *   0   4  magic "KASK"
 *   4   1  status; 0 is welcome
 *   5   1  0
 *   6   2  the version that both will speak; after a refusal the highest that the broker speaks
 *   8   4  size of the extension, 0 to 65 536
 *  12   4  features granted, one bit each; none is defined in version 1
 *  16   4  the largest send that the broker takes, in bytes after the request header
 *  20   4  the longest wait of a fetch, in milliseconds
 * </pre>
 */
public record BrokerHello(
        int magic, int status, int version, int extensionSize, int features, int maxMessageSize, int maxWaitMillis) {
    /** In bytes, without the extension. */
    public static final int SIZE = 24;

    /** Writes {@link #SIZE} bytes at the buffer's position. */
    public void put(ByteBuffer to) {
        to.putInt(magic).put((byte) status).put((byte) 0).putShort((short) version);
        to.putInt(extensionSize).putInt(features).putInt(maxMessageSize).putInt(maxWaitMillis);
    }

    /** Reads {@link #SIZE} bytes at the buffer's position; checks nothing. */
    public static BrokerHello get(ByteBuffer from) {
        int magic = from.getInt();
        int status = from.get() & 0xFF;
        from.get();
        return new BrokerHello(
                magic, status, from.getShort() & 0xFFFF, from.getInt(), from.getInt(), from.getInt(), from.getInt());
    }
}
