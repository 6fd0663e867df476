package io.kaska.bench.report;

import io.kaska.bench.load.Figure;
import io.kaska.bench.load.Job;
import io.kaska.bench.load.Plan;
import io.kaska.bench.load.Round;
import io.kaska.bench.side.SideKind;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The rounds of one job on one broker; one at least, which all have the same figures. */
public record Result(Job job, SideKind kind, Plan plan, List<Round> rounds) {
    /** The values of the rounds, in order; empty if the figure was not measured. */
    public double[] values(Figure figure) {
        return rounds.stream()
                .filter(round -> round.figures().containsKey(figure))
                .mapToDouble(round -> round.figures().getOrDefault(figure, Double.NaN))
                .toArray();
    }

    public Optional<Statistics> statistics(Figure figure) {
        double[] values = values(figure);
        return values.length == 0 ? Optional.empty() : Optional.of(Statistics.of(values));
    }

    /** The figure that is compared. */
    Statistics main() {
        return statistics(job.main()).orElseThrow();
    }

    /** The latencies of all rounds, in nanoseconds; empty if the job has none. */
    Optional<Histogram> latencies() {
        return rounds.stream().flatMap(round -> round.latencies().stream()).reduce((sum, other) -> {
            Histogram both = sum.copy();
            both.add(other);
            return both;
        });
    }

    /** How many times better than another this is, by the medians of the main figure: above 1 is better. */
    public double timesBetterThan(Result other) {
        double mine = main().median();
        double theirs = other.main().median();
        return job.main().moreIsBetter() ? mine / theirs : theirs / mine;
    }
}
