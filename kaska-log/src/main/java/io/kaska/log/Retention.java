package io.kaska.log;

/**
 * How long a queue keeps its messages. What is past a bound goes, oldest first, in whole segments: so a queue may keep
 * more than it has to, never less. Immutable.
 *
 * @param ageMillis messages are kept for this time at least, 1 or more; {@link #UNLIMITED}
 * @param bytes the newest messages of so many bytes together, with all that goes with them, are kept at least, 1 or
 *     more; {@link #UNLIMITED}
 */
public record Retention(long ageMillis, long bytes) {
    /** No bound. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Everything is kept. */
    public static final Retention ALL = new Retention(UNLIMITED, UNLIMITED);

    /** Bounds that make sense. */
    public Retention {
        if (ageMillis < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a retention of %d ms and %d bytes: both have to be 1 or more".formatted(ageMillis, bytes));
        }
    }

    boolean keepsAll() {
        return ageMillis == UNLIMITED && bytes == UNLIMITED;
    }
}
