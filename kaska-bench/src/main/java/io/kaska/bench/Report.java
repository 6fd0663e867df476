package io.kaska.bench;

import io.kaska.bench.report.Json;
import io.kaska.bench.report.Plot;
import io.kaska.bench.report.Result;
import io.kaska.bench.report.Table;
import io.kaska.bench.side.BenchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What comes out: a table as it grows or JSON at the end, and a plot if one is wanted. For one thread. */
final class Report {
    private final PrintWriter out;
    private final boolean isJson;
    private final Optional<Path> plot;
    private final Map<String, String> environment;
    private final Table table;
    private final List<List<Result>> jobs = new ArrayList<>();

    Report(PrintWriter out, boolean isJson, Optional<Path> plot, Map<String, String> asked) {
        this.out = out;
        this.isJson = isJson;
        this.plot = plot;
        this.table = new Table(out);
        this.environment = new TreeMap<>(asked);
        environment.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        environment.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        environment.put("java", Runtime.version().toString());
        environment.put(
                "load",
                String.format(
                        Locale.ROOT,
                        "%.2f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    /** What stands above the figures. */
    void begin() {
        if (!isJson) {
            environment.forEach((name, value) -> out.println(String.format(Locale.ROOT, "%-11s %s", name, value)));
            out.println();
            table.head();
        }
    }

    /** The results of one job. */
    void add(List<Result> results) {
        jobs.add(results);
        if (!isJson) {
            table.add(results);
        }
    }

    /** What stands below them. */
    void end() {
        if (isJson) {
            out.println(Json.of(environment, jobs));
            out.flush();
        }
        plot.ifPresent(this::draw);
    }

    private void draw(Path file) {
        try {
            Files.writeString(file, Plot.of(jobs.stream().flatMap(List::stream).toList()));
        } catch (IOException e) {
            throw new BenchException("cannot write " + file + ": " + e, e);
        }
    }
}
