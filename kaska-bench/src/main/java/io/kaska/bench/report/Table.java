package io.kaska.bench.report;

import io.kaska.bench.load.Figure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Results as lines for people, as they come. For one thread. */
public final class Table {
    private static final int SMALL = 100;

    private final PrintWriter out;

    public Table(PrintWriter out) {
        this.out = out;
    }

    public void head() {
        print("", "", "", "", "", "", "p50", "p99", "p99.9", "CPU µs/message", "wire", "heap B/message");
        print(
                "job",
                "broker",
                "median",
                "",
                "min .. max",
                "MB/s",
                "µs",
                "µs",
                "µs",
                "client + broker",
                "B/message",
                "client + broker");
        out.flush();
    }

    /** All results of one job, the first of which is compared with the others. */
    public void add(List<Result> results) {
        results.forEach(this::add);
        Result first = results.getFirst();
        for (Result other : results.subList(1, results.size())) {
            String names = first.kind().name() + " : " + other.kind().name();
            print("", "", String.format(Locale.ROOT, "%.2f", first.timesBetterThan(other)), "times as good: " + names);
        }
        out.flush();
    }

    private void add(Result result) {
        Statistics main = result.main();
        print(
                result.job().name(),
                result.kind().name(),
                number(main.median()),
                result.job().main().unit(),
                number(main.min()) + " .. " + number(main.max()),
                one(result, Figure.MEGABYTES),
                one(result, Figure.P50),
                one(result, Figure.P99),
                one(result, Figure.P999),
                pair(result, Figure.CLIENT_CPU, Figure.BROKER_CPU),
                one(result, Figure.WIRE),
                pair(result, Figure.CLIENT_ALLOCATION, Figure.BROKER_ALLOCATION));
    }

    private static String one(Result result, Figure figure) {
        return result.statistics(figure).map(all -> number(all.median())).orElse("");
    }

    private static String pair(Result result, Figure client, Figure broker) {
        String first = one(result, client);
        String second = one(result, broker);
        return first.isEmpty() ? "" : first + " + " + (second.isEmpty() ? "?" : second);
    }

    /** With three digits at least where it has a fraction, and groups of three where it is large. */
    static String number(double value) {
        String pattern = value >= SMALL ? "%,.0f" : value >= 1 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value).replace(',', ' ');
    }

    private void print(Object... cells) {
        Object[] all = new Object[12];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < cells.length ? cells[i] : "";
        }
        out.println(String.format(Locale.ROOT, "%-17s %-12s %12s %-10s %25s %8s %9s %9s %9s %15s %9s %17s", all)
                .stripTrailing());
    }
}
