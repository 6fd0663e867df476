package io.kaska;

import io.kaska.client.Arguments;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to be sent: what {@link Message} gives back on the other side. Its buffers are read from their positions to
 * their limits as they stand now, and are not copied: their bytes may not change until the message is sent.
 *
 * @param key null if it has none; it may have no bytes, which is another thing
 * @param headers by their names, which are legal as those of topics are; sent in the map's order
 * @param payload 1 byte or more
 */
public record OutgoingMessage(@Nullable ByteBuffer key, Map<String, ByteBuffer> headers, ByteBuffer payload) {
    /**
     * A message with a key and headers.
     *
     * @throws IllegalArgumentException if the payload has no bytes, or a header's name is not legal
     */
    public OutgoingMessage {
        key = key == null ? null : key.duplicate();
        headers = Arguments.headers(headers);
        payload = Arguments.notEmpty(payload, "payload").duplicate();
    }

    /** A message with a key. */
    public OutgoingMessage(@Nullable ByteBuffer key, ByteBuffer payload) {
        this(key, Map.of(), payload);
    }

    /** A message with neither key nor headers. */
    public OutgoingMessage(ByteBuffer payload) {
        this(null, Map.of(), payload);
    }
}
