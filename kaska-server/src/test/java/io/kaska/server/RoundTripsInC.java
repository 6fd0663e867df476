package io.kaska.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Not a test: the same as {@link RoundTrips} for one client, with the Java library and the C library in turn at one
 * broker, which is in a JVM of its own. The argument is the benchmark of {@code libkaska/bench}. See
 * scripts/round-trips-in-c.sh.
 */
final class RoundTripsInC {
    private RoundTripsInC() {}

    public static void main(String[] args) throws Exception {
        System.out.println("             C sends/s  Java sends/s  ratio  C polls/s");
        for (boolean spinning : new boolean[] {true, false}) {
            try (BrokerProcess broker =
                    BrokerProcess.startUnder(List.of(), RoundTrips.JVM, "spinning=" + (spinning ? 1 : 0))) {
                compare(Path.of(args[0]), broker.port(), spinning);
            }
        }
    }

    private static void compare(Path program, int port, boolean spinning) throws Exception {
        List<Long> inC = new ArrayList<>();
        List<Long> polls = new ArrayList<>();
        List<Long> inJava = new ArrayList<>();
        for (int round = 0; round < RoundTrips.ROUNDS; round++) {
            String[] rates = measure(program, port, spinning).strip().split(" ", 2);
            inC.add(Long.valueOf(rates[0]));
            polls.add(Long.valueOf(rates[1]));
            inJava.add(RoundTrips.measure(port, 1, spinning));
        }
        long c = RoundTrips.median(inC);
        long java = RoundTrips.median(inJava);
        System.out.printf(
                Locale.ROOT,
                "%-10s  %10d  %12d  %5.2f  %9d%n",
                spinning ? "spinning" : "sleeping",
                c,
                java,
                (double) c / java,
                RoundTrips.median(polls));
    }

    private static String measure(Path program, int port, boolean spinning) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), Long.toString(RoundTrips.ROUND_MILLIS))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.put("BROKER_HOST", "127.0.0.1");
        environment.put("BROKER_PORT", Integer.toString(port));
        environment.put("KASKA_SPIN", spinning ? "1" : "0");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(program + " ended with " + process.exitValue());
        }
        return printed;
    }
}
