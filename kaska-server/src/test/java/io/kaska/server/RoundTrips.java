package io.kaska.server;

import io.kaska.Kaska;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Not a test: measures how many sends of 100 bytes a second complete with one in flight for each client, over the real
 * library to a broker in a JVM of its own, with and without looking at the socket before sleeping. Both in turn, the
 * median of several rounds. See scripts/round-trips.sh.
 */
final class RoundTrips {
    private static final int[] CLIENTS = {1, 2, 4, 16, 64};
    static final int ROUNDS = 5;
    private static final long WARM_UP_MILLIS = 500;
    static final long ROUND_MILLIS = 2_000;
    static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmn16m");

    private RoundTrips() {}

    public static void main(String[] args) throws Exception {
        System.out.println("clients  spinning/s  sleeping/s  ratio");
        try (BrokerProcess spinning = BrokerProcess.startUnder(List.of(), JVM, "spinning=1");
                BrokerProcess sleeping = BrokerProcess.startUnder(List.of(), JVM, "spinning=0")) {
            for (int clients : CLIENTS) {
                List<Long> on = new ArrayList<>();
                List<Long> off = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                    on.add(measure(spinning.port(), clients, true));
                    off.add(measure(sleeping.port(), clients, false));
                }
                long fast = median(on);
                long slow = median(off);
                System.out.printf(Locale.ROOT, "%7d  %10d  %10d  %5.2f%n", clients, fast, slow, (double) fast / slow);
            }
        }
    }

    static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    static long measure(int port, int clients, boolean spinning) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        LongAdder sends = new LongAdder();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String topic = "round trips " + i + " " + System.nanoTime();
            threads.add(Thread.ofPlatform().start(() -> send(port, topic, spinning, stop, sends)));
        }
        Thread.sleep(WARM_UP_MILLIS);
        long before = sends.sum();
        long begun = System.nanoTime();
        Thread.sleep(ROUND_MILLIS);
        long rate = (sends.sum() - before) * 1_000_000_000L / (System.nanoTime() - begun);
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return rate;
    }

    private static void send(int port, String topic, boolean spinning, AtomicBoolean stop, LongAdder sends) {
        try (Kaska kaska =
                Kaska.builder().address("127.0.0.1", port).spinning(spinning).build()) {
            kaska.createTopic(topic);
            byte[] message = new byte[100];
            while (!stop.get()) {
                kaska.send(topic, message);
                sends.increment();
            }
            kaska.deleteTopic(topic);
        }
    }
}
