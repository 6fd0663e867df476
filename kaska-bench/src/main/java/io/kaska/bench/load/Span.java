package io.kaska.bench.load;

/**
 * How long a round goes on: until a time is over, or a number of messages is sent or read; never past a number of bytes,
 * which the broker has to keep.
 *
 * @param nanos the time; {@link Long#MAX_VALUE} for none
 * @param messages their number; {@link Long#MAX_VALUE} for none
 */
public record Span(long nanos, long messages) {
    private static final long MOST_BYTES = 2L << 30;
    private static final long NANOS_IN_SECOND = 1_000_000_000L;

    public static Span ofSeconds(double seconds) {
        return new Span((long) (seconds * NANOS_IN_SECOND), Long.MAX_VALUE);
    }

    public static Span ofMessages(long messages) {
        return new Span(Long.MAX_VALUE, messages);
    }

    /** The same, with not more of messages of that size than a broker can be asked to keep; at least one. */
    Span keptBytes(int size) {
        return new Span(nanos, Math.clamp(MOST_BYTES / size, 1, Math.max(1, messages)));
    }

    /** Its share for one of several that work at the same time. */
    Span share(int index, int of) {
        return messages == Long.MAX_VALUE ? this : new Span(nanos, messages * (index + 1) / of - messages * index / of);
    }

    /** The same for one who counts what was done before its begin, too. */
    Span after(long done) {
        return messages == Long.MAX_VALUE ? this : new Span(nanos, messages + done);
    }

    /** Whether it goes on, with so many messages done, and so long after its begin. */
    boolean goesOn(long done, long nanosSoFar) {
        return done < messages && nanosSoFar < nanos;
    }
}
