package io.kaska.server;

import io.kaska.Kaska;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Not a test: measures what the disk costs. Each job runs on a broker in a JVM of its own for each kind of storage, in
 * turn, in several rounds; medians, and the ratio to memory. Beside them plain loops of write and fdatasync on the same
 * disk. See scripts/storage.sh.
 */
final class StorageFigures {
    private static final int ROUNDS = 5;
    private static final long ROUND_MILLIS = 2_000;
    private static final List<String> STORAGE = List.of("memory", "NEVER", "INTERVAL", "ALWAYS");

    /** A way to send; returns how many messages went. */
    @FunctionalInterface
    private interface Job {
        int send(Kaska kaska, String topic);
    }

    private record Named(String name, int clients, int topics, Job job) {}

    private StorageFigures() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<Named> jobs = jobs();
        plainLoops(folder);
        System.out.println("job                               memory/s     never/s  interval/s    always/s"
                + "  never  interval  always  flushes/s  KiB/flush");
        for (Named job : jobs) {
            measure(folder, job);
        }
    }

    private static List<Named> jobs() {
        ByteBuffer small = ByteBuffer.allocateDirect(100);
        ByteBuffer large = ByteBuffer.allocateDirect(1 << 20);
        List<ByteBuffer> batch = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            batch.add(small);
        }
        Job one = (kaska, topic) -> {
            kaska.send(topic, small);
            return 1;
        };
        return List.of(
                new Named("100 B, one in flight", 1, 1, one),
                new Named("100 B, 64 clients, 1 topic", 64, 1, one),
                new Named("100 B, 64 clients, 10 topics", 64, 10, one),
                new Named("100 B, 100 clients, 100 topics", 100, 100, one),
                new Named("1000 x 100 B, one in flight", 1, 1, (kaska, topic) -> {
                    kaska.send(topic, batch);
                    return batch.size();
                }),
                new Named("1 MiB, one in flight", 1, 1, (kaska, topic) -> {
                    kaska.send(topic, large);
                    return 1;
                }));
    }

    private static void measure(Path folder, Named job) throws Exception {
        Map<String, List<Long>> rates = new LinkedHashMap<>();
        List<Long> flushes = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String storage : STORAGE) {
                Path data = Files.createTempDirectory(folder, "figures");
                try (BrokerProcess broker = start(storage, data)) {
                    long[] before = device();
                    long rate = rate(broker.port(), job);
                    long[] after = device();
                    rates.computeIfAbsent(storage, s -> new ArrayList<>()).add(rate);
                    if (storage.equals("ALWAYS")) {
                        flushes.add(after[1] - before[1]);
                        bytes.add(after[0] - before[0]);
                    }
                }
                deleteAll(data);
            }
        }
        print(job, rates, RoundTrips.median(flushes), RoundTrips.median(bytes));
    }

    private static BrokerProcess start(String storage, Path data) throws IOException, InterruptedException {
        return storage.equals("memory")
                ? BrokerProcess.startUnder(List.of(), RoundTrips.JVM)
                : BrokerProcess.startUnder(List.of(), RoundTrips.JVM, "data=" + data, "fsync=" + storage);
    }

    private static void print(Named job, Map<String, List<Long>> rates, long flushes, long bytes) {
        StringBuilder line = new StringBuilder("%-31s".formatted(job.name()));
        long memory = medianOf(rates, "memory");
        for (String storage : STORAGE) {
            line.append("%,12d".formatted(medianOf(rates, storage)));
        }
        for (String storage : STORAGE.subList(1, STORAGE.size())) {
            line.append(String.format(Locale.ROOT, "%8.2f", medianOf(rates, storage) / (double) memory));
        }
        line.append("%,11d".formatted(flushes * 1_000 / ROUND_MILLIS))
                .append("%,11d".formatted(flushes == 0 ? 0 : bytes / flushes / 1_024));
        System.out.println(line);
    }

    private static long medianOf(Map<String, List<Long>> rates, String storage) {
        return RoundTrips.median(rates.getOrDefault(storage, List.of(0L)));
    }

    private static long rate(int port, Named job) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        LongAdder sent = new LongAdder();
        List<Thread> threads = new ArrayList<>();
        try (Kaska maker = Kaska.connect("127.0.0.1", port)) {
            for (int i = 0; i < job.topics(); i++) {
                maker.createTopic("figures " + i);
            }
        }
        for (int i = 0; i < job.clients(); i++) {
            String topic = "figures " + i % job.topics();
            threads.add(Thread.ofPlatform().start(() -> send(port, topic, job.job(), stop, sent)));
        }
        long begun = System.nanoTime();
        Thread.sleep(ROUND_MILLIS);
        long rate = sent.sum() * 1_000_000_000L / (System.nanoTime() - begun);
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return rate;
    }

    private static void send(int port, String topic, Job job, AtomicBoolean stop, LongAdder sent) {
        try (Kaska kaska = Kaska.connect("127.0.0.1", port)) {
            while (!stop.get()) {
                sent.add(job.send(kaska, topic));
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Bytes written to all disks and flushes of them since the machine began. */
    private static long[] device() throws IOException {
        long sectors = 0;
        long flushes = 0;
        for (String line : Files.readAllLines(Path.of("/proc/diskstats"))) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields[2].matches("(sd|vd|xvd)[a-z]+|nvme\\d+n\\d+") && fields.length > 18) {
                sectors += Long.parseLong(fields[9]);
                flushes += Long.parseLong(fields[18]);
            }
        }
        return new long[] {sectors * 512, flushes};
    }

    private static void plainLoops(Path folder) throws IOException {
        System.out.printf("write + fdatasync of 128 B, appended: %,d/s%n", RoundTrips.median(loop(folder, 0)));
        System.out.printf(
                "write + fdatasync of 128 B, over what is there: %,d/s%n", RoundTrips.median(loop(folder, 16 << 20)));
    }

    private static List<Long> loop(Path folder, int prepared) throws IOException {
        List<Long> rates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Path file = Files.createTempFile(folder, "figures", ".loop");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                for (int at = 0; at < prepared; at += 4_096) {
                    channel.write(ByteBuffer.allocateDirect(4_096), at);
                }
                channel.force(true);
                rates.add(loop(channel));
            } finally {
                Files.delete(file);
            }
        }
        return rates;
    }

    private static long loop(FileChannel channel) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(128);
        long begun = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - begun < ROUND_MILLIS * 1_000_000) {
            channel.write(message.clear());
            channel.force(false);
            count++;
        }
        return count * 1_000_000_000L / (System.nanoTime() - begun);
    }
}
