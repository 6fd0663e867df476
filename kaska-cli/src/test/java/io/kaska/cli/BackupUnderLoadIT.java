package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.cli.DataFolderFixture.Outcome;
import io.kaska.server.KaskaBroker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups of a folder while a broker writes it with all its might: each is a beginning of what was sent. */
class BackupUnderLoadIT {
    private static final int PRODUCERS = 4;
    private static final int BACKUPS = 3;
    private static final String[] TOPICS = {"one", "two"};

    @TempDir
    private Path temporary = Path.of("");

    /** Payloads by offset, for each topic; complete once the producers have ended. */
    private final Map<String, Map<Long, String>> sent =
            Map.of("one", new ConcurrentHashMap<>(), "two", new ConcurrentHashMap<>());

    private final AtomicReference<Throwable> failed = new AtomicReference<>();
    private volatile boolean stopping;

    private Map<Long, String> sentTo(String topic) {
        return Objects.requireNonNull(sent.get(topic));
    }

    @ParameterizedTest
    @EnumSource(FsyncRule.class)
    void eachBackupIsABeginningOfWhatWasSent(FsyncRule rule) throws Exception {
        checkBackups(rule, false);
    }

    @Test
    void whatIsTrimmedMeanwhileIsNoDamage() throws Exception {
        checkBackups(FsyncRule.NEVER, true);
    }

    private void checkBackups(FsyncRule rule, boolean trimming) throws Exception {
        var data = new DataFolderFixture(temporary.resolve("data"));
        KaskaBroker.Builder builder =
                KaskaBroker.builder().bind("127.0.0.1").data(data.folder).segmentSize(64 << 10);
        rule.applyTo(builder, Duration.ofMillis(50));
        List<DataFolderFixture> copies = new ArrayList<>();
        try (KaskaBroker broker = builder.start()) {
            List<Thread> producers = startProducers(broker);
            if (trimming) {
                producers.add(Thread.ofPlatform().start(() -> trim(broker)));
            }
            for (int i = 0; i < BACKUPS; i++) {
                int wanted = 300 * (i + 1);
                Awaitility.await().until(() -> stopping || sentTo("one").size() > wanted);
                copies.add(backUp(data, "copy" + i));
            }
            stopping = true;
            for (Thread producer : producers) {
                producer.join();
            }
        }
        assertThat(failed.get()).isNull();
        long before = 0;
        for (DataFolderFixture copy : copies) {
            before = checkCopy(copy, before);
        }
    }

    private static DataFolderFixture backUp(DataFolderFixture data, String name) throws Exception {
        var copy = new DataFolderFixture(data.folder.resolveSibling(name));
        Outcome outcome = DataFolderFixture.run("backup", data.folder.toString(), copy.folder.toString());
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.findings()).isEmpty();
        return copy;
    }

    private List<Thread> startProducers(KaskaBroker broker) {
        try (Kaska kaska = broker.client()) {
            for (String topic : TOPICS) {
                kaska.createTopic(topic);
            }
        }
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            String name = "p" + i;
            producers.add(Thread.ofPlatform().start(() -> produce(broker, name)));
        }
        return producers;
    }

    /** Gives up all but the last messages again and again, so that segments go while they are copied. */
    private void trim(KaskaBroker broker) {
        try (Kaska kaska = broker.client()) {
            while (!stopping) {
                for (String topic : TOPICS) {
                    kaska.trimTopic(topic, Math.max(0, kaska.endOffset(topic) - 100));
                }
            }
        } catch (RuntimeException | Error e) {
            failed.set(e);
            stopping = true;
        }
    }

    private void produce(KaskaBroker broker, String name) {
        try (Kaska kaska = broker.client()) {
            for (long i = 0; !stopping; i++) {
                String topic = TOPICS[(int) (i & 1)];
                long offset = sendSome(kaska, topic, name + " " + i);
                kaska.commit(name, topic, offset + 1);
            }
        } catch (RuntimeException | Error e) {
            failed.set(e);
            stopping = true;
        }
    }

    /** One message, several as one, or a large one; returns the offset of the last. */
    private long sendSome(Kaska kaska, String topic, String text) {
        int kind = ThreadLocalRandom.current().nextInt(20);
        int count = kind == 0 ? 5 : 1;
        String filler = "x".repeat(kind == 1 ? 100_000 : kind);
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(ByteBuffer.wrap((text + "." + i + filler).getBytes(UTF_8)));
        }
        long first = count == 1 ? kaska.send(topic, messages.getFirst()) : kaska.send(topic, messages);
        for (int i = 0; i < count; i++) {
            sentTo(topic).put(first + i, text + "." + i + filler);
        }
        return first + count - 1;
    }

    /** Returns how many messages it has. */
    private long checkCopy(DataFolderFixture copy, long atLeast) {
        Outcome verified = copy.verify();
        assertThat(verified.findings()).isEmpty();
        var all = new AtomicLong();
        var kept = new AtomicLong();
        copy.withBroker(kaska -> {
            for (String topic : TOPICS) {
                long end = kaska.endOffset(topic);
                all.addAndGet(end);
                kept.addAndGet(end - kaska.earliestOffset(topic));
                checkMessages(kaska, topic, end);
                for (int i = 0; i < PRODUCERS; i++) {
                    assertThat(committed(kaska, "p" + i, topic)).isBetween(0L, end);
                }
            }
        });
        assertThat(all.get()).isGreaterThan(atLeast);
        assertThat(verified.number("messages")).isEqualTo(kept.get());
        return all.get();
    }

    private void checkMessages(Kaska kaska, String topic, long end) {
        long earliest = kaska.earliestOffset(topic);
        kaska.subscribe(List.of(topic));
        kaska.seek(topic, earliest);
        for (long offset = earliest; offset < end; offset++) {
            var message = kaska.poll().orElseThrow();
            assertThat(message.offset()).isEqualTo(offset);
            String payload = UTF_8.decode(message.payload()).toString();
            assertThat(payload.equals(sentTo(topic).get(offset)))
                    .as("message %d of %s is what was sent", offset, topic)
                    .isTrue();
        }
        kaska.unsubscribe();
    }

    private static long committed(Kaska kaska, String client, String topic) {
        try {
            return kaska.committed(client, topic);
        } catch (KaskaException e) {
            return 0; // none yet
        }
    }

    @Test
    void topicsThatComeAndGoAreWholeOrNotThere() throws Exception {
        var data = new DataFolderFixture(temporary.resolve("data"));
        try (KaskaBroker broker = KaskaBroker.builder()
                .bind("127.0.0.1")
                .data(data.folder)
                .fsyncNever()
                .start()) {
            Thread changing = Thread.ofPlatform().start(() -> comeAndGo(broker));
            for (int i = 0; i < 10; i++) {
                DataFolderFixture copy = backUp(data, "copy" + i);
                Outcome verified = copy.verify();
                assertThat(verified.findings()).isEmpty();
                assertThat(verified.exitCode()).isZero();
            }
            stopping = true;
            changing.join();
        }
        assertThat(failed.get()).isNull();
    }

    private void comeAndGo(KaskaBroker broker) {
        try (Kaska kaska = broker.client()) {
            for (int round = 0; !stopping; round++) {
                String topic = "t" + round % 3;
                kaska.createTopic(topic);
                DataFolderFixture.send(kaska, topic, round % 200);
                if (round % 200 > 0) {
                    kaska.commit("me", topic, round % 200);
                }
                if (round >= 2) {
                    kaska.deleteTopic("t" + (round - 2) % 3);
                }
            }
        } catch (RuntimeException | Error e) {
            failed.set(e);
        }
    }
}
