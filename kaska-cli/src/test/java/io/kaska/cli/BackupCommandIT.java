package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.cli.DataFolderFixture.Outcome;
import io.kaska.server.KaskaBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandIT {
    @TempDir
    private Path temporary = Path.of("");

    private DataFolderFixture data = fixture(Path.of("target/unused"));
    private DataFolderFixture copy = data;

    private static DataFolderFixture fixture(Path folder) {
        try {
            return new DataFolderFixture(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void makeFolder() {
        data = fixture(temporary.resolve("data"));
        copy = fixture(temporary.resolve("copy"));
    }

    private Outcome backUp() {
        return DataFolderFixture.run("backup", data.folder.toString(), copy.folder.toString());
    }

    /** All messages of a topic that can be read, by their offsets, with their times. */
    private static List<String> messages(Kaska kaska, String topic) {
        kaska.subscribe(List.of(topic));
        kaska.seek(topic, kaska.earliestOffset(topic));
        List<String> all = new ArrayList<>();
        for (List<Message> some = kaska.poll(1_000, Duration.ZERO);
                !some.isEmpty();
                some = kaska.poll(1_000, Duration.ZERO)) {
            some.forEach(one -> all.add(one.offset() + " " + one.timestamp() + " " + UTF_8.decode(one.payload())));
        }
        kaska.unsubscribe();
        return all;
    }

    @Test
    void theCopyHasEverythingAndGoesOnWhereTheOriginalEnded() throws IOException {
        String longName = "n".repeat(300) + "\n";
        List<String> expected = new ArrayList<>();
        data.withBroker(builder -> builder.segmentSize(8_192), kaska -> {
            kaska.createTopic("t");
            kaska.createTopic("empty");
            kaska.createTopic(longName);
            DataFolderFixture.send(kaska, "t", 500);
            kaska.send("t", "x".repeat(300_000).getBytes(UTF_8));
            DataFolderFixture.send(kaska, longName, 3);
            kaska.commit("me", "t", 200);
            kaska.commit("m".repeat(300), longName, 2);
            expected.addAll(messages(kaska, "t"));
        });
        Map<String, List<Object>> before = DataFolderFixture.contents(data.folder);
        Outcome outcome = backUp();
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("topics 3\n", "messages 504\n", "damage 0\n");
        assertThat(DataFolderFixture.contents(data.folder)).isEqualTo(before);
        assertThat(copy.verify().findings()).isEmpty();
        copy.withBroker(kaska -> {
            assertThat(kaska.topics()).isEqualTo(Set.of("t", "empty", longName));
            assertThat(messages(kaska, "t")).isEqualTo(expected);
            assertThat(messages(kaska, longName)).hasSize(3);
            assertThat(kaska.committed("me", "t")).isEqualTo(200);
            assertThat(kaska.committed("m".repeat(300), longName)).isEqualTo(2);
            assertThat(kaska.send("t", "next".getBytes(UTF_8))).isEqualTo(501);
            assertThat(kaska.send("empty", "first".getBytes(UTF_8))).isZero();
        });
        copy.withBroker(
                kaska -> assertThat(messages(kaska, "t")).hasSize(502).startsWith(expected.toArray(String[]::new)));
        assertThat(copy.verify().findings()).isEmpty();
    }

    @Test
    void whatWasTrimmedIsNotThereAndOffsetsStay() {
        List<String> expected = new ArrayList<>();
        data.withBroker(builder -> builder.segmentSize(4_096), kaska -> {
            kaska.createTopic("t");
            kaska.createTopic("all");
            DataFolderFixture.send(kaska, "t", 300);
            DataFolderFixture.send(kaska, "all", 7);
            kaska.trimTopic("t", 250);
            kaska.trimTopic("all", 7);
            expected.addAll(messages(kaska, "t"));
        });
        assertThat(backUp().number("messages")).isEqualTo(50);
        assertThat(copy.verify().findings()).isEmpty();
        copy.withBroker(kaska -> {
            assertThat(kaska.earliestOffset("t")).isEqualTo(250);
            assertThat(messages(kaska, "t")).isEqualTo(expected).hasSize(50);
            assertThat(kaska.earliestOffset("all")).isEqualTo(7);
            assertThat(kaska.send("all", "next".getBytes(UTF_8))).isEqualTo(7);
        });
    }

    @Test
    void keysAndHeadersAreCopied() {
        data.withBroker(kaska -> {
            kaska.createTopic("t");
            kaska.send("t", utf8("key"), Map.of("h", utf8("v")), utf8("payload"));
        });
        backUp();
        copy.withBroker(kaska -> {
            kaska.subscribe(List.of("t"));
            kaska.seek("t", 0);
            Message message = kaska.poll().orElseThrow();
            assertThat(message.key()).contains(utf8("key"));
            assertThat(message.headers()).containsEntry("h", utf8("v"));
            assertThat(message.payload()).isEqualTo(utf8("payload"));
        });
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void whatAKilledBrokerLeftIsCopiedWhole() {
        try (Launcher broker = Launcher.broker("--data", data.folder.toString());
                Kaska kaska = Kaska.connect("localhost", broker.awaitPort())) {
            kaska.createTopic("t");
            DataFolderFixture.send(kaska, "t", 100);
            broker.kill();
            broker.finish();
        }
        Launcher.Outcome outcome = Launcher.run(Map.of(), "", "backup", data.folder.toString(), copy.folder.toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("messages 100\n");
        copy.withBroker(kaska ->
                assertThat(messages(kaska, "t")).hasSize(100).last().asString().endsWith("message 99"));
    }

    // --- damage

    @Test
    void aDamagedMessageIsToldAndLeavesAHole() throws IOException {
        data.make("t", 40);
        DataFolderFixture.flip(data.segment("t", 1), DataFolderFixture.batch(17) + DataFolderFixture.BODY_IN_BATCH);
        DataFolderFixture.flip(data.segment("t", 1), DataFolderFixture.batch(39) + DataFolderFixture.OFFSET_IN_BATCH);
        Outcome outcome = backUp();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.findings())
                .hasSize(2)
                .allMatch(line -> line.startsWith("damage: ") && line.contains("data/topics/t/0000000001.data at "))
                .anyMatch(line -> line.endsWith("; message 17"))
                .anyMatch(line -> line.endsWith("; message 39"));
        assertThat(outcome.number("messages")).isEqualTo(38);
        copy.withBroker(kaska -> {
            assertThat(kaska.endOffset("t")).isEqualTo(40);
            assertThat(kaska.messageLength("t", 16)).isPositive();
            assertThat(kaska.messageLength("t", 18)).isPositive();
            assertThatThrownBy(() -> kaska.messageLength("t", 17)).isInstanceOf(KaskaException.class);
            assertThatThrownBy(() -> kaska.messageLength("t", 39)).isInstanceOf(KaskaException.class);
            assertThat(kaska.send("t", "next".getBytes(UTF_8))).isEqualTo(40);
        });
    }

    @Test
    void aMissingIndexHindersNothing() throws IOException {
        data.make("t", 40);
        Files.delete(data.index("t"));
        assertThat(backUp().exitCode()).isZero();
        copy.withBroker(kaska -> assertThat(messages(kaska, "t")).hasSize(40));
    }

    // --- refusals

    @Test
    void aTargetWithSomethingInItIsRefused() throws IOException {
        data.make("t", 1);
        Files.writeString(copy.folder.resolve("mine"), "x");
        Outcome outcome = backUp();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("is not empty");
        assertThat(copy.folder.resolve("mine")).hasContent("x");
        assertThat(copy.folder.resolve("topics")).doesNotExist();
    }

    @Test
    void aTargetInTheSourceIsRefused() {
        data.make("t", 1);
        String source = data.folder.toString();
        Outcome outcome = DataFolderFixture.run("backup", source, source + "/copy");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("lies in the folder that is to be copied");
    }

    @Test
    void aBackupThatFailedIsTakenByNoBroker() throws IOException {
        data.make("t", 5);
        Files.createSymbolicLink(data.folder.resolve("offsets/nobody"), temporary.resolve("missing"));
        Files.createSymbolicLink(data.folder.resolve("topics/t/loop"), Path.of("loop"));
        Outcome outcome = backUp();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("the backup is not finished");
        assertThat(copy.folder.resolve("format")).doesNotExist();
        assertThatThrownBy(() -> KaskaBroker.builder().data(copy.folder).start())
                .isInstanceOf(KaskaException.class)
                .hasMessageContaining("unfinished-backup");
        assertThat(backUp().err()).contains("holds a backup that was not finished");
    }
}
