package io.kaska.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, with three digits, up to any length. */
final class Latencies {
    private static final int DIGITS = 3;

    /** Longer than any call takes, each of which ends by a timeout. */
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private Latencies() {}

    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** For many threads at once: each one's own would be a quarter of a megabyte for each of a thousand. */
    static Histogram sharedHistogram() {
        return new AtomicHistogram(LONGEST_NANOS, DIGITS);
    }

    /**
     * What calls took that follow each other, one at a time, corrected for coordinated omission: a caller is taken to
     * have meant to call again each mean time of the round, so that a stall counts for all calls that it held up, and
     * not as one.
     *
     * @param nanos the time of the round, as often as there are callers
     */
    static Histogram corrected(Histogram calls, long nanos) {
        long count = calls.getTotalCount();
        return count == 0 ? calls : calls.copyCorrectedForCoordinatedOmission(Math.max(1, nanos / count));
    }
}
