package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.cli.DataFolderFixture.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpCommandIT {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

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

    private Outcome dump(String topic, String... options) {
        String[] words = new String[4 + options.length];
        System.arraycopy(new String[] {"log", "dump", data.folder.toString(), topic}, 0, words, 0, 4);
        System.arraycopy(options, 0, words, 4, options.length);
        return DataFolderFixture.run(words);
    }

    @Test
    void aMessageIsALineInAPipe() {
        data.withBroker(kaska -> {
            kaska.createTopic("t");
            kaska.send("t", "hello \"you\"\n\u00e9".getBytes(UTF_8));
            kaska.send("t", List.of(ByteBuffer.wrap(new byte[] {0, (byte) 0xFF}), ByteBuffer.wrap(new byte[] {'x'})));
        });
        Launcher.Outcome outcome = Launcher.run(Map.of(), "", "log", "dump", data.folder.toString(), "t");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines()).hasSize(3);
        assertThat(outcome.out())
                .matches("0 " + TIME + " \"hello \\\\\"you\\\\\"\\\\n\u00e9\"\n1 " + TIME + " \"\\\\x00\\\\xff\"\n2 "
                        + TIME + " \"x\"\n");
    }

    @Test
    void keysAndHeadersAreShown() {
        data.withBroker(kaska -> {
            kaska.createTopic("t");
            kaska.send("t", utf8("k"), Map.of("h", utf8("v")), utf8("payload"));
        });
        assertThat(dump("t").out()).matches("0 " + TIME + " key=\"k\" \"h\"=\"v\" \"payload\"\n");
    }

    @Test
    void whatWasTrimmedIsNotShown() {
        data.withBroker(kaska -> {
            kaska.createTopic("t");
            kaska.send("t", List.of(utf8("a"), utf8("b"), utf8("c")));
            kaska.trimTopic("t", 1);
        });
        assertThat(dump("t").out()).hasLineCount(2).startsWith("1 ").doesNotContain("\"a\"");
    }

    @Test
    void jsonHasTextOrBase64() {
        data.withBroker(kaska -> {
            kaska.createTopic("t");
            kaska.send("t", "a\"\\\u00e9\n".getBytes(UTF_8));
            kaska.send("t", new byte[] {0, (byte) 0xFF});
        });
        Outcome outcome = dump("t", "--format", "json");
        assertThat(outcome.out().lines().map(line -> line.replaceFirst(TIME, "TIME")))
                .containsExactly(
                        "{\"offset\":0,\"timestamp\":\"TIME\",\"payload\":{\"text\":\"a\\\"\\\\\\u00e9\\u000a\"}}",
                        "{\"offset\":1,\"timestamp\":\"TIME\",\"payload\":{\"base64\":\"AP8=\"}}");
    }

    @Test
    void fromAndCountChooseAlsoInsideABatch() {
        data.withBroker(kaska -> {
            kaska.createTopic("t");
            kaska.send("t", List.of(utf8("a"), utf8("b"), utf8("c"), utf8("d")));
            DataFolderFixture.send(kaska, "t", 10);
        });
        assertThat(dump("t", "--from", "2", "--count", "3", "--format", "hex")
                        .out()
                        .lines())
                .hasSize(3)
                .first()
                .asString()
                .matches("2 " + TIME + " 63");
        assertThat(dump("t", "--from", "13").out()).hasLineCount(1).contains("\"message 9\"");
        assertThat(dump("t", "--from", "14").out()).isEmpty();
        assertThat(dump("t", "--count", "0").out()).isEmpty();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void whatIsDamagedIsPassedAndTold() throws IOException {
        data.make("t", 40);
        DataFolderFixture.flip(data.segment("t", 1), DataFolderFixture.batch(5) + DataFolderFixture.BODY_IN_BATCH);
        DataFolderFixture.flip(data.segment("t", 1), DataFolderFixture.batch(20));
        Outcome outcome = dump("t");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .hasLineCount(38)
                .doesNotContain("\"message 5\"")
                .contains("\"message 39\"");
        assertThat(outcome.err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("skipped: "))
                .anyMatch(line -> line.contains("expected the CRC-32C") && line.endsWith("; message 5"))
                .anyMatch(line -> line.endsWith("; message 20"));
    }

    @Test
    void aWrongIndexAndAMissingOneHinderNothing() throws IOException {
        data.withBroker(builder -> builder.segmentSize(4_096), kaska -> {
            kaska.createTopic("t");
            DataFolderFixture.send(kaska, "t", 300);
        });
        DataFolderFixture.flip(data.index("t"), 64 + 8 * 50 + 7);
        DataFolderFixture.flip(data.index("t"), 64 + 8 * 299 + 3);
        assertThat(dump("t").out()).hasLineCount(300);
        Files.delete(data.index("t"));
        Outcome outcome = dump("t");
        assertThat(outcome.out()).hasLineCount(300).contains("\"message 299\"");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aMissingSegmentIsPassed() throws IOException {
        data.withBroker(builder -> builder.segmentSize(4_096), kaska -> {
            kaska.createTopic("t");
            DataFolderFixture.send(kaska, "t", 300);
        });
        Files.delete(data.segment("t", 2));
        Outcome outcome = dump("t");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("0000000002.data");
        assertThat(outcome.out()).contains("\"message 0\"", "\"message 299\"");
    }

    @Test
    void aTopicMayBeNamedByItsFolder() {
        String name = "a b\n";
        data.make(name, 2);
        assertThat(dump(name).out()).hasLineCount(2);
        assertThat(dump("a%20b%0A").out()).hasLineCount(2);
        Outcome outcome = dump("none");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).startsWith("kaska log dump: there is no topic 'none'");
    }
}
