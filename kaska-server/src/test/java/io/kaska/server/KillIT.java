package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that is killed over and over, at any moment, under all that clients do: nothing that was acknowledged is lost
 * or altered, and what was not may be there, whole. The modes of flushing take turns, on one folder.
 */
class KillIT {
    private static final int ROUNDS = LongForm.choose(8, 200);
    private static final int LONGEST_LOAD_MILLIS = LongForm.choose(500, 1_500);
    private static final long MOST_BYTES = LongForm.choose(24, 96) * (1L << 20);
    private static final long SEED = Long.getLong("kaska.seed", System.nanoTime());

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final AtomicLong numbers = new AtomicLong();
    private long lastBytes;
    private final List<TopicLedger> shared = ledgers("t", 3);
    private final List<TopicLedger> changing = ledgers("changing", 4);

    private static List<TopicLedger> ledgers(String prefix, int count) {
        List<TopicLedger> ledgers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ledgers.add(new TopicLedger(prefix + i));
        }
        return ledgers;
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nothingAcknowledgedIsLost() throws Exception {
        System.out.printf("KillIT: %d rounds, -Dkaska.seed=%d%n", ROUNDS, SEED);
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 3 == 2) {
                killWhileItStarts(round);
            }
            BrokerProcess broker = BrokerProcess.start(settings(round));
            try {
                check(broker);
                loadAndKill(broker);
            } catch (Throwable e) {
                throw new AssertionError("round " + round + " of seed " + SEED, e);
            } finally {
                broker.kill();
            }
        }
        try (BrokerProcess broker = BrokerProcess.start(settings(0))) {
            check(broker);
        }
        System.out.printf("KillIT: %,d messages and more sent, %,d bytes read at the last%n", numbers.get(), lastBytes);
        assertThat(numbers.get()).as("messages sent").isGreaterThan(100L * ROUNDS);
    }

    private String[] settings(int round) {
        return new String[] {
            "data=" + folder,
            "fsync=" + FsyncMode.ofRound(round),
            "segmentSize=" + List.of(64 << 10, 1 << 20, 16 << 20).get(random.nextInt(3)),
            "openFiles=64"
        };
    }

    private void killWhileItStarts(int round) throws Exception {
        ChildJvm broker = ChildJvm.run(List.of("-Xmx256m"), BrokerProcess.class, (Object[]) settings(round));
        Thread.sleep(random.nextInt(800));
        broker.kill();
    }

    private void loadAndKill(BrokerProcess broker) throws Exception {
        try (KillLoad load = new KillLoad(broker.port(), folder, numbers, random.split())) {
            load.start(shared, changing);
            Thread.sleep(random.nextInt(LONGEST_LOAD_MILLIS));
            broker.kill();
            load.awaitEnd();
        }
    }

    private void check(BrokerProcess broker) throws IOException {
        lastBytes = 0;
        try (Stream<Path> topics = Files.list(folder.resolve("topics"))) {
            assertThat(topics).as("what was half made or half deleted is gone").noneMatch(KillIT::isHidden);
        }
        try (Kaska kaska = broker.connect()) {
            Set<String> there = kaska.topics();
            for (TopicLedger topic : changing) {
                topic.check(kaska, there.contains(topic.topic), KillLoad.CLIENT);
            }
            for (TopicLedger topic : shared) {
                long bytes = topic.check(kaska, there.contains(topic.topic), KillLoad.CLIENT);
                lastBytes += bytes;
                if (bytes > MOST_BYTES) {
                    topic.delete(kaska);
                }
                if (bytes > MOST_BYTES || !there.contains(topic.topic)) {
                    topic.create(kaska);
                }
            }
        }
    }

    /** The next start looks at what was written behind the last checkpoint, so nothing may lie across that place. */
    @Test
    void nothingIsWrittenAcrossACheckpoint() throws Exception {
        byte[] first = Payloads.random(1, 3_000);
        try (BrokerProcess broker = BrokerProcess.start("data=" + folder);
                Kaska kaska = broker.connect()) {
            kaska.createTopic("t");
            try (RawClient dying = RawClient.greeted(broker.port())) {
                byte[] request = RawClient.request(Operation.SEND, dying.resolve("t"), 0, new byte[1_000]);
                dying.write(Arrays.copyOf(request, 500));
                Thread.sleep(2_100); // the time for a checkpoint, twice
            }
            Thread.sleep(100); // the room of what never came whole is free again
            kaska.send("t", first);
            broker.kill();
        }
        try (BrokerProcess broker = BrokerProcess.start("data=" + folder);
                Kaska kaska = broker.connect()) {
            kaska.send("t", Payloads.random(2, 3_000));
            kaska.subscribe(List.of("t"));
            kaska.seek("t", 0);
            Payloads.assertSame(kaska.poll().orElseThrow().payload(), first);
        }
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
