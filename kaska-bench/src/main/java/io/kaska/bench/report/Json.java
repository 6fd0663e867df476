package io.kaska.bench.report;

import io.kaska.bench.load.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Results as one JSON object, in ASCII.
 *
 * <pre>
 *   {"environment": {NAME: TEXT}, "results": [RESULT]}
 *   RESULT: {"job", "broker", "settings", "size", "batch", "clients", "main": FIGURE, "figures": {FIGURE:
 *           {"unit", "median", "min", "max", "rounds": [NUMBER]}}, "latencyNanos": {PERCENTILE: NUMBER},
 *           "timesAsGoodAsFirst": NUMBER}
 * </pre>
 *
 * The last is there for all brokers of a job but the first: above 1 it is better than that.
 */
public final class Json {
    private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);

    private Json() {}

    public static String of(Map<String, String> environment, List<List<Result>> jobs) {
        String about = new TreeMap<>(environment)
                .entrySet().stream()
                        .map(entry -> text(entry.getKey()) + ":" + text(entry.getValue()))
                        .collect(Collectors.joining(","));
        List<String> results = new ArrayList<>();
        for (List<Result> job : jobs) {
            job.forEach(result -> results.add(result(result, job.getFirst())));
        }
        return "{\"environment\":{" + about + "},\"results\":[" + String.join(",", results) + "]}";
    }

    private static String result(Result result, Result first) {
        List<String> members = new ArrayList<>(List.of(
                member("job", text(result.job().name())),
                member("broker", text(result.kind().name())),
                member("settings", text(result.kind().settings())),
                member("size", String.valueOf(result.plan().size())),
                member("batch", String.valueOf(result.plan().batch())),
                member("clients", String.valueOf(result.plan().clients())),
                member("main", text(name(result.job().main()))),
                member("figures", figures(result))));
        result.latencies().ifPresent(latencies -> members.add(member("latencyNanos", percentiles(latencies))));
        if (!result.equals(first)) {
            members.add(member("timesAsGoodAsFirst", number(result.timesBetterThan(first))));
        }
        return "{" + String.join(",", members) + "}";
    }

    private static String figures(Result result) {
        List<String> all = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            result.statistics(figure)
                    .ifPresent(statistics -> all.add(member(name(figure), figure(result, figure, statistics))));
        }
        return "{" + String.join(",", all) + "}";
    }

    private static String figure(Result result, Figure figure, Statistics statistics) {
        String rounds =
                Arrays.stream(result.values(figure)).mapToObj(Json::number).collect(Collectors.joining(","));
        return "{"
                + String.join(
                        ",",
                        member("unit", text(figure.unit())),
                        member("median", number(statistics.median())),
                        member("min", number(statistics.min())),
                        member("max", number(statistics.max())),
                        member("rounds", "[" + rounds + "]"))
                + "}";
    }

    private static String percentiles(Histogram latencies) {
        return "{"
                + PERCENTILES.stream()
                        .map(percentile ->
                                member(number(percentile), String.valueOf(latencies.getValueAtPercentile(percentile))))
                        .collect(Collectors.joining(","))
                + "}";
    }

    private static String name(Figure figure) {
        return figure.name().toLowerCase(Locale.ROOT);
    }

    private static String member(String name, String value) {
        return text(name) + ":" + value;
    }

    /** Plain digits; JSON has no word for what is no number. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "null";
        }
        String digits = String.format(Locale.ROOT, "%.3f", value);
        return digits.replaceFirst("\\.?0+$", "");
    }

    static String text(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7F) {
                quoted.append(c);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
