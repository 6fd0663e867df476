package io.kaska.broker;

import io.kaska.log.Retention;

/**
 * What a topic itself says about how long it keeps messages. Immutable.
 *
 * @param ageMillis 1 or more; {@link #BROKERS}; {@link Retention#UNLIMITED}
 * @param bytes the same
 */
public record OwnRetention(long ageMillis, long bytes) {
    /** Nothing of its own: what the broker says is in force. */
    public static final long BROKERS = 0;

    /** A topic that says nothing. */
    public static final OwnRetention NONE = new OwnRetention(BROKERS, BROKERS);

    /** @throws IllegalArgumentException if a number is negative */
    public OwnRetention {
        if (ageMillis < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "a retention of %d ms and %d bytes: both have to be 0, for what the broker keeps, or more"
                            .formatted(ageMillis, bytes));
        }
    }

    /** What is in force. */
    Retention over(Retention brokers) {
        return new Retention(
                ageMillis == BROKERS ? brokers.ageMillis() : ageMillis, bytes == BROKERS ? brokers.bytes() : bytes);
    }
}
