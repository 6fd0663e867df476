package io.kaska.bench.load;

import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, with three digits, up to any length. */
final class Latencies {
    private static final int DIGITS = 3;

    private Latencies() {}

    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /**
     * What calls took that follow each other, one at a time, corrected for coordinated omission: the caller is taken to
     * have meant to call again each mean time of the round, so that a stall counts for all calls that it held up, and
     * not as one.
     *
     * @param nanos the time of the round
     */
    static Histogram corrected(Histogram calls, long nanos) {
        long count = calls.getTotalCount();
        return count == 0 ? calls : calls.copyCorrectedForCoordinatedOmission(Math.max(1, nanos / count));
    }
}
