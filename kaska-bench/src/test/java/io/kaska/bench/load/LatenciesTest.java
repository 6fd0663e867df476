package io.kaska.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void aStallCountsForAllCallsThatItHeldUp() {
        Histogram calls = Latencies.histogram();
        for (int i = 0; i < 9_999; i++) {
            calls.recordValue(10_000);
        }
        calls.recordValue(100_010_000); // together 200 ms, a call each 20 µs
        Histogram corrected = Latencies.corrected(calls, 200_000_000);
        assertThat(calls.getValueAtPercentile(99.9)).isLessThan(10_100);
        // About 5 000 calls of 15 000 waited, the longest 100 ms.
        assertThat(corrected.getTotalCount()).isBetween(14_900L, 15_100L);
        assertThat(corrected.getValueAtPercentile(99)).isBetween(96_000_000L, 98_000_000L);
    }

    @Test
    void withoutAStallNothingIsAdded() {
        Histogram calls = Latencies.histogram();
        for (int i = 0; i < 1_000; i++) {
            calls.recordValue(10_000);
        }
        assertThat(Latencies.corrected(calls, 10_050_000).getTotalCount()).isEqualTo(1_000);
    }

    @Test
    void noCallsAreNoError() {
        assertThat(Latencies.corrected(Latencies.histogram(), 1_000).getTotalCount())
                .isZero();
    }
}
