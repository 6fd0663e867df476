package io.kaska.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as nanoseconds, where what is longer than a century is as good as for ever. */
final class Durations {
    private static final long LONGEST = TimeUnit.DAYS.toNanos(36_500);

    private Durations() {}

    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(LONGEST)) < 0 ? duration.toNanos() : LONGEST;
    }

    static long sum(long nanos, long moreNanos) {
        return Math.min(nanos + moreNanos, LONGEST); // no overflow: each is a century at most
    }

    /** As people read it: 30 s, 250 ms. */
    static String shown(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return millis >= 1_000 && millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
