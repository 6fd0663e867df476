package io.kaska.protocol;

import static io.kaska.protocol.FetchResponse.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each message of a request or run with the flag {@link #FLAG} begins with: its key and its headers. The payload stands
 * behind it: 1 byte or more, but in messages that were moved from elsewhere, where it may have none.
 *
 * <pre>
 *   0   4  size h of what follows of the head, 4 or more
 *   4   4  size of the key + 1; 0: there is no key
 *   8   -  key
 *   -   -  for each header: size of its name (4), name, size of its value (4), value
 * </pre>
 *
 * All of it counts in the message's size. Names are legal as those of topics are, and none stands twice.
 */
public final class MessageHead {
    /** The flag of a request that sends, and of a run: each message begins with a head. */
    public static final int FLAG = 1;

    /** The most headers of one message. */
    public static final int MAX_HEADERS = 65_535;

    /** The smallest head, of a message without key and headers, in bytes. */
    public static final int MIN_SIZE = 2 * Integer.BYTES;

    private MessageHead() {}

    // --- write

    /** All bytes of the head. The names of the headers are legal. */
    public static long size(@Nullable ByteBuffer key, Map<String, ByteBuffer> headers) {
        long size = MIN_SIZE + (key == null ? 0L : key.remaining());
        for (Map.Entry<String, ByteBuffer> header : headers.entrySet()) {
            size += 2L * Integer.BYTES
                    + Names.encode("header", header.getKey()).remaining()
                    + header.getValue().remaining();
        }
        return size;
    }

    /**
     * Adds the head as buffers to be sent one behind the other: key and values as they are, between them what is made
     * here. The names of the headers are legal, and {@link #size} is 2^31-1 or less.
     */
    public static void addTo(List<ByteBuffer> parts, @Nullable ByteBuffer key, Map<String, ByteBuffer> headers) {
        int size = Math.toIntExact(size(key, headers)) - Integer.BYTES;
        parts.add(ByteBuffer.allocate(MIN_SIZE)
                .putInt(size)
                .putInt(key == null ? 0 : key.remaining() + 1)
                .flip());
        addIfAny(parts, key);
        for (Map.Entry<String, ByteBuffer> header : headers.entrySet()) {
            ByteBuffer name = Names.encode("header", header.getKey());
            ByteBuffer value = header.getValue();
            parts.add(ByteBuffer.allocate(2 * Integer.BYTES + name.remaining())
                    .putInt(name.remaining())
                    .put(name)
                    .putInt(value.remaining())
                    .flip());
            addIfAny(parts, value);
        }
    }

    private static void addIfAny(List<ByteBuffer> parts, @Nullable ByteBuffer bytes) {
        if (bytes != null && bytes.hasRemaining()) {
            parts.add(bytes);
        }
    }

    // --- read

    /**
     * Checks that a head with a payload behind it stands in a part of a buffer, so that all else here can be asked of it.
     *
     * @throws IllegalArgumentException if not
     */
    static void checkAt(ByteBuffer bytes, int from, int end) {
        check(end - from >= MIN_SIZE, "a message has no room for its head");
        int size = bytes.getInt(from);
        check(size >= Integer.BYTES && size <= end - from - Integer.BYTES, "the head of a message has %d bytes", size);
        int headEnd = from + Integer.BYTES + size;
        int next = skip(from + MIN_SIZE, bytes.getInt(from + Integer.BYTES) - 1, headEnd, -1);
        while (next < headEnd) {
            for (int least = 1; least >= 0; least--) { // a name, then a value
                check(headEnd - next >= Integer.BYTES, "a header of a message is cut off");
                next = skip(next + Integer.BYTES, bytes.getInt(next), headEnd, least);
            }
        }
    }

    /** The place behind a field; -1 as the size of a key is none. */
    private static int skip(int place, int size, int end, int least) {
        check(size >= least && size <= end - place, "a field in the head of a message has %d bytes", size);
        return place + Math.max(0, size);
    }

    /** The key of a message, a view; null if it has none. */
    static @Nullable ByteBuffer key(ByteBuffer message) {
        int size = message.getInt(Integer.BYTES) - 1;
        return size < 0 ? null : message.slice(MIN_SIZE, size);
    }

    /** The headers of a message in their order, read-only; the values are views. */
    static Map<String, ByteBuffer> headers(ByteBuffer message) {
        int end = size(message);
        int next = MIN_SIZE + Math.max(0, message.getInt(Integer.BYTES) - 1);
        if (next == end) {
            return Map.of();
        }
        Map<String, ByteBuffer> headers = new LinkedHashMap<>();
        while (next < end) {
            ByteBuffer name = field(message, next);
            next += Integer.BYTES + name.remaining();
            ByteBuffer value = field(message, next);
            next += Integer.BYTES + value.remaining();
            headers.put(StandardCharsets.UTF_8.decode(name).toString(), value);
        }
        return Collections.unmodifiableMap(headers);
    }

    private static ByteBuffer field(ByteBuffer message, int place) {
        return message.slice(place + Integer.BYTES, message.getInt(place));
    }

    /** All bytes of the head of a message. */
    static int size(ByteBuffer message) {
        return Integer.BYTES + message.getInt(0);
    }
}
