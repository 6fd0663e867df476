package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.cli.DataFolderFixture.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandIT {
    private static final int MESSAGES = 40;

    @TempDir
    private Path temporary = Path.of("");

    private DataFolderFixture data = newFixture(Path.of("target/unused"));

    private static DataFolderFixture newFixture(Path folder) {
        try {
            return new DataFolderFixture(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void makeFolder() {
        data = newFixture(temporary.resolve("data"));
    }

    // --- nothing is wrong

    @Test
    void aFolderInOrderHasTotalsAndNoFindings() throws IOException {
        data.withBroker(kaska -> {
            kaska.createTopic("news");
            kaska.createTopic("empty");
            DataFolderFixture.send(kaska, "news", MESSAGES);
            kaska.send("news", List.of(ByteBuffer.wrap(new byte[10]), ByteBuffer.wrap(new byte[100_000])));
            kaska.commit("me", "news", 7);
        });
        Map<String, List<Object>> before = DataFolderFixture.contents(data.folder);
        Outcome outcome = data.verify();
        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.number("topics")).isEqualTo(2);
        assertThat(outcome.number("messages")).isEqualTo(MESSAGES + 2);
        assertThat(outcome.number("bytes")).isGreaterThan(100_000);
        assertThat(outcome.out().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("topics", "messages", "bytes", "dead-bytes", "damage", "warnings", "notes");
        assertThat(outcome.err()).isEmpty();
        assertThat(DataFolderFixture.contents(data.folder)).isEqualTo(before);
    }

    @Test
    void manySegmentsAndALargeMessageAreInOrder() {
        data.withBroker(builder -> builder.segmentSize(8_192), kaska -> {
            kaska.createTopic("t");
            DataFolderFixture.send(kaska, "t", 1_000);
            kaska.send("t", new byte[3_000_000]);
            DataFolderFixture.send(kaska, "t", 10);
        });
        assertThat(data.segment("t", 5)).exists();
        Outcome outcome = data.verify();
        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.number("messages")).isEqualTo(1_011);
    }

    @Test
    void whatAKilledBrokerLeavesIsNoDamage() {
        try (Launcher broker = Launcher.broker("--data", data.folder.toString());
                Kaska kaska = Kaska.connect("localhost", broker.awaitPort())) {
            kaska.createTopic("t");
            DataFolderFixture.send(kaska, "t", MESSAGES);
            broker.kill();
            broker.finish();
        }
        Launcher.Outcome outcome = Launcher.run(Map.of(), "", "log", "verify", data.folder.toString());
        assertThat(outcome.out()).contains("messages " + MESSAGES + "\n", "damage 0\n", "warnings 0\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aTornCheckpointIsANote() throws IOException {
        data.make("t", MESSAGES);
        data.withBroker(kaska -> DataFolderFixture.send(kaska, "t", 1)); // now both are written
        DataFolderFixture.flip(data.segment("t", 1), 64 + 10);
        Outcome outcome = data.verify();
        assertThat(outcome.findings())
                .singleElement()
                .asString()
                .startsWith("note: ")
                .contains("1.data at 64:");
        assertThat(outcome.exitCode()).isZero();
    }

    // --- damage

    @Test
    void aByteOfAMessageIsDamageOfThatMessage() throws IOException {
        data.make("t", MESSAGES);
        DataFolderFixture.flip(data.segment("t", 1), DataFolderFixture.batch(17) + DataFolderFixture.BODY_IN_BATCH);
        assertDamage("1.data at " + DataFolderFixture.batch(17) + ": expected the CRC-32C", "; message 17");
        assertThat(data.verify().number("messages")).isEqualTo(MESSAGES - 1);
    }

    @Test
    void aByteOfAHeaderIsDamageOfItsMessage() throws IOException {
        data.make("t", MESSAGES);
        DataFolderFixture.flip(data.segment("t", 1), DataFolderFixture.batch(17) + DataFolderFixture.OFFSET_IN_BATCH);
        assertDamage("1.data at " + DataFolderFixture.batch(17), "; message 17");
    }

    @Test
    void aByteOfTheLastHeaderIsDamageOfItsMessage() throws IOException {
        data.make("t", MESSAGES);
        int last = MESSAGES - 1;
        DataFolderFixture.flip(data.segment("t", 1), DataFolderFixture.batch(last));
        assertDamage("1.data at " + DataFolderFixture.batch(last), "; message " + last);
    }

    @Test
    void aByteOfTheHeadOfASegmentIsDamageOfAllInIt() throws IOException {
        data.make("t", MESSAGES);
        DataFolderFixture.flip(data.segment("t", 1), 9);
        assertThat(data.verify().findings())
                .anyMatch(line -> line.startsWith("damage: ") && line.contains("1.data at 0"));
        assertThat(data.verify().exitCode()).isEqualTo(1);
    }

    @Test
    void aSegmentThatWasCutIsDamageOfWhatWasBehind() throws IOException {
        data.make("t", MESSAGES);
        DataFolderFixture.truncate(data.segment("t", 1), DataFolderFixture.batch(30));
        assertDamage("1.data at " + DataFolderFixture.batch(30), "; messages 30 to 39");
    }

    @Test
    void aSegmentThatIsGoneIsDamage() throws IOException {
        data.withBroker(builder -> builder.segmentSize(4_096), kaska -> {
            kaska.createTopic("t");
            DataFolderFixture.send(kaska, "t", 300);
        });
        Files.delete(data.segment("t", 2));
        Outcome outcome = data.verify();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.findings())
                .anyMatch(line -> line.contains("0000000002.data at 0: expected the head of a segment, found no file"))
                .anyMatch(line -> line.matches("damage: .*2.data at 192: expected a batch with them, found none;.*"));
        assertThat(outcome.number("messages")).isBetween(100L, 299L);
    }

    // --- warnings and notes

    @Test
    void aWrongIndexIsAWarning() throws IOException {
        data.make("t", MESSAGES);
        DataFolderFixture.flip(data.index("t"), 64 + 8 * 5 + 7);
        Outcome outcome = data.verify();
        assertThat(outcome.findings())
                .singleElement()
                .asString()
                .startsWith("warning: ")
                .contains("0.index at 104:", "; message 5");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.number("messages")).isEqualTo(MESSAGES);
    }

    @Test
    void aMissingIndexIsAWarning() throws IOException {
        data.make("t", MESSAGES);
        Files.delete(data.index("t"));
        assertThat(data.verify().findings())
                .singleElement()
                .asString()
                .startsWith("warning: ")
                .endsWith("0.index: expected a file, found none");
    }

    @Test
    void foreignFilesAreNotes() throws IOException {
        data.make("t", 1);
        Files.writeString(data.folder.resolve("topics/t/notes.txt"), "x");
        Files.writeString(data.folder.resolve("topics/readme"), "x");
        Outcome outcome = data.verify();
        assertThat(outcome.findings()).hasSize(2).allMatch(line -> line.startsWith("note: "));
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aCommittedOffsetThatCannotBeReadIsDamage() throws IOException {
        data.make("t", 3);
        data.withBroker(kaska -> kaska.commit("me", "t", 2));
        Files.writeString(data.folder.resolve("offsets/me/t"), "two\n", UTF_8);
        assertDamage("offsets/me/t", "two");
    }

    // --- refusals

    @Test
    void aFolderThatABrokerHasIsRefused() {
        try (Launcher broker = Launcher.broker("--data", data.folder.toString());
                Kaska kaska = Kaska.connect("localhost", broker.awaitPort())) {
            kaska.createTopic("t");
            for (List<String> words : List.of(List.of("log", "verify"), List.of("log", "dump"))) {
                Outcome outcome = DataFolderFixture.run(Stream.concat(
                                words.stream(),
                                Stream.of(data.folder.toString(), "t").limit(words.contains("dump") ? 2 : 1))
                        .toArray(String[]::new));
                assertThat(outcome.exitCode()).isEqualTo(1);
                assertThat(outcome.out()).isEmpty();
                assertThat(outcome.err()).hasLineCount(1).contains("in use by a broker, process ");
            }
        }
    }

    @Test
    void aFolderThatIsNoneOfKaskasIsRefused() {
        Outcome outcome = DataFolderFixture.run("log", "verify", temporary.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .hasLineCount(1)
                .startsWith("kaska log verify: ")
                .contains("none of Kaska's");
    }

    private void assertDamage(String where, String which) {
        Outcome outcome = data.verify();
        assertThat(outcome.findings())
                .anyMatch(line -> line.startsWith("damage: ") && line.contains(where) && line.contains(which));
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.number("damage")).isPositive();
    }
}
