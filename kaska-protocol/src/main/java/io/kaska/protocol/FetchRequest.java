package io.kaska.protocol;

import java.nio.ByteBuffer;

/**
 * The part of a fetch behind its {@link RequestHeader}: three limits, and then for each topic its id and the offset to
 * read from. The order of the topics is the order in which they are looked at.
 *
 * <pre>
 *   0   4  the most bytes to send, 1 to 2^31-1; one message is given whatever its size
 *   4   4  the most messages of each topic, 1 to 2^31-1
 *   8   4  how long to wait for the first message, in milliseconds; 0 does not wait
 *  12  12  for each topic: its id (4), the offset to read from (8)
 * </pre>
 *
 * <p>While a fetch waits, the arrival of another request on the connection ends the wait.
 */
public record FetchRequest(int maxBytes, int maxMessages, int waitMillis) {
    /** The three limits, in bytes. */
    public static final int LIMITS_SIZE = 12;

    /** What each topic takes, in bytes. */
    public static final int TOPIC_SIZE = Integer.BYTES + Long.BYTES;

    /** Writes {@link #LIMITS_SIZE} bytes at the buffer's position. */
    public void put(ByteBuffer to) {
        to.putInt(maxBytes).putInt(maxMessages).putInt(waitMillis);
    }

    /** Reads {@link #LIMITS_SIZE} bytes at the buffer's position; checks nothing. */
    public static FetchRequest get(ByteBuffer from) {
        return new FetchRequest(from.getInt(), from.getInt(), from.getInt());
    }

    /** How many bytes follow the request header for a number of topics. */
    public static int size(int topics) {
        return LIMITS_SIZE + topics * TOPIC_SIZE;
    }
}
