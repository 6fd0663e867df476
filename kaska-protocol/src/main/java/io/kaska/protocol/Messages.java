package io.kaska.protocol;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one topic as somebody has received them, in the order of their offsets, wherever they lie: a {@link Run},
 * or what another kind of broker gave. An index is 0 to count-1. Read by any thread.
 */
public interface Messages {
    /** How many there are, 1 or more. */
    int count();

    /** All of them with their heads, in bytes. */
    long size();

    long offset(int index);

    /** When the broker appended it, in milliseconds since 1970-01-01T00:00Z. */
    long timestamp(int index);

    /** The size of one of them with its head, in bytes. */
    int bodySize(int index);

    /** The key, a new read-only view with position 0; null if it has none. */
    @Nullable
    ByteBuffer key(int index);

    /** The headers in their order, read-only; the values are new read-only views. */
    Map<String, ByteBuffer> headers(int index);

    /** The payload, a new read-only view with position 0. */
    ByteBuffer payload(int index);
}
