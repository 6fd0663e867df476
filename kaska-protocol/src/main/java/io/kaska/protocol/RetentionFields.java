package io.kaska.protocol;

import java.nio.ByteBuffer;

/**
 * How long a topic keeps its messages, as it stands in requests and answers of RETENTION: two numbers of 8 bytes.
 *
 * @param ageMillis messages are kept for that time at least
 * @param bytes the newest messages of so many bytes are kept at least
 */
public record RetentionFields(long ageMillis, long bytes) {
    /** In bytes. */
    public static final int SIZE = 2 * Long.BYTES;

    /** Of a request: the topic has no bound of its own, but the broker's. */
    public static final long BROKERS = 0;

    /** There is no bound. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Whether a request may say so. */
    public boolean isLegal() {
        return ageMillis >= 0 && bytes >= 0;
    }

    /** Reads the fields. */
    public static RetentionFields get(ByteBuffer from) {
        return new RetentionFields(from.getLong(), from.getLong());
    }

    /** Writes the fields. */
    public void put(ByteBuffer to) {
        to.putLong(ageMillis).putLong(bytes);
    }
}
