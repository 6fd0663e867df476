package io.kaska.bench.load;

/** What a round can measure. */
public enum Figure {
    /** Messages a second. */
    RATE("messages/s", true),
    /** Payload bytes a second, in millions. */
    MEGABYTES("MB/s", true),
    /** Half of the latencies are not above it, in microseconds. */
    P50("p50 µs", false),
    P99("p99 µs", false),
    P999("p99.9 µs", false),
    /** The highest latency, in microseconds. */
    MAX("max µs", false),
    /** Processor time of this process for each message, in microseconds. */
    CLIENT_CPU("client CPU µs/msg", false),
    /** Processor time of the broker's process for each message, in microseconds. */
    BROKER_CPU("broker CPU µs/msg", false),
    /** Bytes on the loopback interface for each message, both directions. */
    WIRE("wire B/msg", false),
    /** Bytes of Java heap that this process allocated for each message. */
    CLIENT_ALLOCATION("client heap B/msg", false),
    /** Bytes of Java heap that the broker allocated for each message. */
    BROKER_ALLOCATION("broker heap B/msg", false),
    /** From nothing to the first acknowledged message, in milliseconds. */
    START("ms", false),
    /** Resident memory of the broker, in millions of bytes. */
    RESIDENT("MB resident", false);

    private final String unit;
    private final boolean moreIsBetter;

    Figure(String unit, boolean moreIsBetter) {
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    public String unit() {
        return unit;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }
}
