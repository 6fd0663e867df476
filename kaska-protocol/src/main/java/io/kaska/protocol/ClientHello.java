package io.kaska.protocol;

import java.nio.ByteBuffer;

/**
 * The first bytes that a client sends. An extension of the given size follows; the broker of version 1 skips it.
 *
 * <pre>
 *   0   4  magic "KASK"
 *   4   2  the lowest version that the client speaks
 *   6   2  the highest version that the client speaks
 *   8   4  size of the extension, 0 to 65 536
 *  12   4  features wanted, one bit each; none is defined in version 1
 * </pre>
 */
public record ClientHello(int magic, int lowestVersion, int highestVersion, int extensionSize, int features) {
    /** In bytes, without the extension. */
    public static final int SIZE = 16;

    /** The hello of this library. */
    public ClientHello() {
        this(Protocol.MAGIC, Protocol.VERSION, Protocol.VERSION, 0, 0);
    }

    /** Writes {@link #SIZE} bytes at the buffer's position. */
    public void put(ByteBuffer to) {
        to.putInt(magic).putShort((short) lowestVersion).putShort((short) highestVersion);
        to.putInt(extensionSize).putInt(features);
    }

    /** Reads {@link #SIZE} bytes at the buffer's position; checks nothing. */
    public static ClientHello get(ByteBuffer from) {
        return new ClientHello(
                from.getInt(), from.getShort() & 0xFFFF, from.getShort() & 0xFFFF, from.getInt(), from.getInt());
    }
}
