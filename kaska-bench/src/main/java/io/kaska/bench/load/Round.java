package io.kaska.bench.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What one round measured.
 *
 * @param latencies in nanoseconds, free of coordinated omission
 */
public record Round(Map<Figure, Double> figures, Optional<Histogram> latencies) {
    private static final double NANOS_IN_MICRO = 1_000;

    static Round of(Figure figure, double value) {
        return new Round(Map.of(figure, value), Optional.empty());
    }

    /** The same with latencies, as they are and as figures. */
    Round with(Histogram histogram) {
        Map<Figure, Double> all = new EnumMap<>(figures);
        all.put(Figure.P50, micros(histogram, 50));
        all.put(Figure.P99, micros(histogram, 99));
        all.put(Figure.P999, micros(histogram, 99.9));
        all.put(Figure.MAX, micros(histogram, 100));
        return new Round(all, Optional.of(histogram));
    }

    private static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_IN_MICRO;
    }
}
