package io.kaska.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Latencies as an SVG image: from left to right the percentile, each nine as wide as the one before; from below to above
 * the latency, each power of ten as high as another. A line for every result that has latencies.
 */
public final class Plot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 500;
    private static final int LEFT = 80;
    private static final int TOP = 30;
    private static final int RIGHT = 680;
    private static final int BOTTOM = 450;
    private static final int NINES = 5;
    private static final int STEPS = 100;
    private static final List<String> COLOURS =
            List.of("#0b6e99", "#d1495b", "#2e8b57", "#e09f3e", "#6a4c93", "#444444", "#00a6a6", "#8d5524");
    private static final List<String> TICKS = List.of("0", "90", "99", "99.9", "99.99", "99.999");

    private record Line(String name, Histogram latencies) {}

    private final List<Line> lines;
    private final int lowest;
    private final int highest;
    private final StringBuilder svg = new StringBuilder();

    private Plot(List<Line> lines) {
        this.lines = lines;
        lowest = (int) Math.floor(lines.stream()
                .mapToDouble(line -> power(line.latencies.getMinValue()))
                .min()
                .orElse(0));
        highest = Math.max(lowest + 1, (int) Math.ceil(lines.stream()
                .mapToDouble(line -> power(line.latencies.getMaxValue()))
                .max()
                .orElse(1)));
    }

    /** An image of those results that have latencies. */
    public static String of(List<Result> results) {
        List<Line> lines = new ArrayList<>();
        for (Result result : results) {
            result.latencies()
                    .ifPresent(latencies -> lines.add(
                            new Line(result.job().name() + ", " + result.kind().name(), latencies)));
        }
        return new Plot(lines).draw();
    }

    private static double power(long nanos) {
        return Math.log10((double) Math.max(1, nanos));
    }

    private String draw() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT);
        drawGrid();
        for (int i = 0; i < lines.size(); i++) {
            draw(lines.get(i), COLOURS.get(i % COLOURS.size()), TOP + 10 + 18 * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void drawGrid() {
        for (int nine = 0; nine <= NINES; nine++) {
            double x = x(nine);
            add("<path d=\"M%.1f %d V%d\" stroke=\"#dddddd\"/>%n", x, TOP, BOTTOM);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x, BOTTOM + 18, TICKS.get(nine));
        }
        for (int power = lowest; power <= highest; power++) {
            double y = y(power);
            add("<path d=\"M%d %.1f H%d\" stroke=\"#dddddd\"/>%n", LEFT, y, RIGHT);
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT - 6, y + 4, time(power));
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">percentile</text>%n", (LEFT + RIGHT) / 2, BOTTOM + 38);
    }

    private static String time(int power) {
        String unit = power < 3 ? "ns" : power < 6 ? "µs" : power < 9 ? "ms" : "s";
        return "1" + "0".repeat(power % 3) + " " + unit;
    }

    private void draw(Line line, String colour, int legend) {
        add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour);
        for (int step = 0; step <= STEPS; step++) {
            double nines = (double) NINES * step / STEPS;
            long nanos = line.latencies.getValueAtPercentile(100 - 100 * Math.pow(10, -nines));
            add("%.1f,%.1f ", x(nines), y(power(nanos)));
        }
        add("\"/>%n<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n", RIGHT + 10, legend, colour, escaped(line.name));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static double x(double nines) {
        return LEFT + (RIGHT - LEFT) * nines / NINES;
    }

    private double y(double power) {
        return BOTTOM - (BOTTOM - TOP) * (power - lowest) / (highest - lowest);
    }

    @SuppressWarnings("AnnotateFormatMethod") // which would take a library for one method
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
