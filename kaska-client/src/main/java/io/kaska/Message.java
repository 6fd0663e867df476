package io.kaska;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One message as it was read. Immutable, and valid as long as the application holds it: its buffers are views of the
 * memory it was received into, outside of the heap: a whole answer, or, of answers up to 16 KiB, a piece of 64 KiB with others.
 * It lives as long as one of its messages is held. Copy what is to be kept long out of it.
 */
public interface Message {
    /** The topic's name, as it was given to {@code subscribe}. */
    String topic();

    /** The message's number in its topic, from 0. */
    long offset();

    /** When the broker appended it, by the broker's clock, in milliseconds; never goes back within a topic. */
    Instant timestamp();

    /** The key; empty if it was sent without one. A new read-only buffer at each call. */
    Optional<ByteBuffer> key();

    /** The headers, in the order they were sent; empty if there are none. Read-only, and new at each call. */
    Map<String, ByteBuffer> headers();

    /** The bytes. A new read-only buffer at each call, with position 0 and the message's size as limit. */
    ByteBuffer payload();
}
