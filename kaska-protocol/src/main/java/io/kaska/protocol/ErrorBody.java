package io.kaska.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What follows the header of a response that is not OK.
 *
 * <pre>
 *   0   8  value, as the {@link Status} says; else 0
 *   8   -  the reason for people, UTF-8, at most {@link #MAX_TEXT_SIZE} bytes
 * </pre>
 */
public record ErrorBody(long value, String text) {
    /** The longest reason, in bytes; a longer one is cut. */
    public static final int MAX_TEXT_SIZE = 1_000;

    /** The bytes of this body, ready to be read. */
    public ByteBuffer toBytes() {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int size = Math.min(utf8.length, MAX_TEXT_SIZE);
        while (size < utf8.length && (utf8[size] & 0xC0) == 0x80) {
            size--; // never in the middle of a character
        }
        return ByteBuffer.allocate(Long.BYTES + size)
                .putLong(value)
                .put(utf8, 0, size)
                .flip();
    }

    /** Reads all that remains in the buffer. */
    public static ErrorBody get(ByteBuffer from) {
        long value = from.remaining() >= Long.BYTES ? from.getLong() : 0;
        return new ErrorBody(value, StandardCharsets.UTF_8.decode(from).toString());
    }
}
