package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many topics, and large ones, on the disk: what they cost, how long a start takes, and that all of them are there after
 * a clean stop and after a kill. Speed is printed, not judged.
 */
class DurableScaleIT {
    private static final int TOPICS = LongForm.choose(2_000, 100_000);
    private static final int MESSAGES = 3;
    private static final int CLIENTS = 8;
    private static final int OPEN_FILES = 256;
    private static final long LARGE = LongForm.choose(256, 20 << 10) * (1L << 20);
    private static final int PIECE = 1 << 20;

    /** What the JVM has open and mapped without any topic, with room to spare. */
    private static final int OF_THE_JVM = 2_000;

    @TempDir
    private Path folder;

    // --- many topics

    @Test
    void manyTopicsAreThereAfterEveryEnd() throws Exception {
        try (BrokerProcess broker = start("openFiles=" + OPEN_FILES)) {
            long began = System.nanoTime();
            inParallel(broker, DurableScaleIT::create);
            long millis = millisSince(began);
            System.out.printf(
                    "%,d topics of %d messages: made at %,d/s by %d clients, %,d bytes of disk each%n",
                    TOPICS, MESSAGES, TOPICS * 1_000L / millis, CLIENTS, diskBytes() / TOPICS);
            assertBounded(broker);
        }
        try (BrokerProcess broker = start("openFiles=" + OPEN_FILES)) {
            print("after a clean stop", broker);
            inParallel(broker, DurableScaleIT::check);
            assertBounded(broker);
            print("all of them read", broker);
            broker.kill();
        }
        try (BrokerProcess broker = start("openFiles=" + OPEN_FILES)) {
            print("after a kill", broker);
            inParallel(broker, DurableScaleIT::check);
            assertBounded(broker);
            broker.kill();
        }
    }

    private BrokerProcess start(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("data=" + folder, "fsync=" + FsyncMode.NEVER));
        settings.addAll(List.of(more));
        long began = System.nanoTime();
        BrokerProcess broker = BrokerProcess.startUnder(List.of(), List.of("-Xmx1g"), settings.toArray(String[]::new));
        System.out.printf("started in %,d ms, the JVM's own start included%n", millisSince(began));
        return broker;
    }

    private static long millisSince(long nanos) {
        return Math.max(1, (System.nanoTime() - nanos) / 1_000_000);
    }

    private static void print(String when, BrokerProcess broker) throws IOException {
        System.out.printf(
                "%,d topics, %s: %,d KiB resident, %,d mappings, %,d descriptors%n",
                TOPICS,
                when,
                broker.status().residentBytes() >> 10,
                broker.status().mappings().size(),
                broker.status().descriptors());
    }

    private void assertBounded(BrokerProcess broker) throws IOException {
        assertThat(broker.status().descriptors()).as("descriptors").isLessThan(OPEN_FILES + OF_THE_JVM / 4);
        assertThat(broker.status().mappings().size()).as("mappings").isLessThan(3 * OPEN_FILES + OF_THE_JVM);
    }

    /** What is done with one topic. */
    private interface Work {
        void with(Kaska kaska, int topic);
    }

    private static void inParallel(BrokerProcess broker, Work work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int first = i;
                all.add(threads.submit(() -> {
                    try (Kaska kaska = broker.connect()) {
                        for (int topic = first; topic < TOPICS; topic += CLIENTS) {
                            work.with(kaska, topic);
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static void create(Kaska kaska, int topic) {
        kaska.createTopic(name(topic));
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(kaska.send(name(topic), Payloads.bytes(topic + " " + i))).isEqualTo(i);
        }
    }

    private static void check(Kaska kaska, int topic) {
        assertThat(kaska.subscribe(List.of(name(topic)))).isEqualTo(1);
        kaska.seek(name(topic), 0);
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(Payloads.text(kaska.poll().orElseThrow().payload())).isEqualTo(topic + " " + i);
        }
        kaska.unsubscribe();
        assertThat(kaska.endOffset(name(topic))).isEqualTo(MESSAGES);
    }

    private static String name(int number) {
        return "a topic of some length, number " + number;
    }

    /** What the disk gives for the folder, not what the files say they have. */
    private long diskBytes() throws IOException {
        Process du = new ProcessBuilder("du", "-sk", folder.toString()).start();
        String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Long.parseLong(said.substring(0, said.indexOf('\t'))) << 10;
    }

    // --- large topics

    @Test
    void aLargeTopicIsThereAfterAKill() throws Exception {
        fillKillAndCheck(1);
    }

    @Test
    void severalLargeTopicsAreThereAfterAKill() throws Exception {
        fillKillAndCheck(4);
    }

    private void fillKillAndCheck(int topics) throws Exception {
        long free = Files.getFileStore(folder).getUsableSpace();
        assumeTrue(free > 2 * LARGE, "SKIPPED: %,d bytes of disk are free, %,d are needed".formatted(free, 2 * LARGE));
        try (BrokerProcess broker = start()) {
            fill(broker, topics);
            broker.kill();
        }
        System.out.printf("%,d MiB in %d topics, killed:%n", LARGE >> 20, topics);
        try (BrokerProcess broker = start()) {
            assertAllIsThere(broker, topics);
            broker.kill();
        }
    }

    private static void fill(BrokerProcess broker, int topics) {
        List<ByteBuffer> batch = new ArrayList<>(Collections.nCopies(PIECE / 1_024 - 1, ByteBuffer.allocate(1_024)));
        batch.add(ByteBuffer.wrap(Payloads.random(1, 1_024)));
        try (Kaska kaska = broker.connect()) {
            for (int topic = 0; topic < topics; topic++) {
                kaska.createTopic(name(topic));
                for (long sent = 0; sent < LARGE / topics; sent += PIECE) {
                    kaska.send(name(topic), batch);
                }
            }
        }
    }

    private static void assertAllIsThere(BrokerProcess broker, int topics) {
        try (Kaska kaska = broker.connect()) {
            for (int topic = 0; topic < topics; topic++) {
                long end = LARGE / topics / PIECE * (PIECE / 1_024);
                assertThat(kaska.endOffset(name(topic))).isEqualTo(end);
                kaska.subscribe(List.of(name(topic)));
                for (long offset = end - 1; offset > 0; offset -= Math.max(1_024, end / 64 / 1_024 * 1_024)) {
                    kaska.seek(name(topic), offset);
                    Payloads.assertSame(kaska.poll().orElseThrow().payload(), Payloads.random(1, 1_024));
                }
                kaska.unsubscribe();
            }
        }
    }
}
