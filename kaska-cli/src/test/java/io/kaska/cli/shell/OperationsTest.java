package io.kaska.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationsTest {
    private final ShellFixture shell = new ShellFixture();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyOperationAnswersByItsName() {
        assertThat(shell.run("""
                        create t1
                        ntopics
                        subscribe t1 none t1
                        send t1 hello there
                        length t1 0
                        end t1
                        earliest t1
                        offset-for-time t1 1970-01-01T00:00:00+00:00
                        offset-for-time t1 1000
                        position t1
                        poll
                        poll
                        seek t1 0
                        commit t1 7
                        committed t1
                        commit-position t1
                        trim t1 1
                        earliest t1
                        seek t1 9
                        seek-committed t1
                        unsubscribe
                        topics
                        delete t1
                        ntopics
                        """)).isTrue();
        assertThat(shell.answers()).isEqualTo("""
                        created t1
                        topics 1
                        subscribed 1
                        offset 0
                        length 11
                        end 1
                        earliest 0
                        offset 0
                        nothing
                        position 0
                        message t1 0 11
                        time 1970-01-01T00:00:00Z
                        text "hello there"
                        hex 00000000  68 65 6c 6c 6f 20 74 68  65 72 65                 |hello there|
                        nothing
                        position 0
                        committed 7
                        committed 7
                        committed 0
                        earliest 1
                        earliest 1
                        position 9
                        position 0
                        unsubscribed
                        t1
                        deleted t1
                        topics 0
                        """);
    }

    @Test
    void everyOperationAnswersByTheOriginalsLetter() {
        assertThat(shell.run("C t1\nN\nS t1\nM t1 x\nL t1 0\nE t1\nT t1\nP\nK t1 0\nO t1 5\nD t1\nY t1\nZ t1\nU\n"))
                .isTrue();
        assertThat(shell.answers())
                .startsWith(
                        "created t1\ntopics 1\nsubscribed 1\noffset 0\nlength 1\nend 1\nposition 0\nmessage t1 0 1\n")
                .endsWith("position 0\ncommitted 5\ncommitted 5\ncommitted 0\nposition 0\nunsubscribed\n");
    }

    @ParameterizedTest
    @CsvSource({
        "createTopic,create",
        "create_topic,create",
        "CREATE,create",
        "topicCount,ntopics",
        "send_msg,send",
        "msg_length,length",
        "messageLength,length",
        "end_offset,end",
        "endOffset,end",
        "deleteTopic,delete",
        "c,create",
        "commit_position,commit-position",
        "seekCommitted,seek-committed",
        "exit,quit"
    })
    void theNamesOfJavaAndOfCAreKnownToo(String name, String operation) {
        assertThat(Operations.find(name).name()).isEqualTo(operation);
    }

    @Test
    void noTwoOperationsShareAName() {
        List<String> all = new ArrayList<>();
        Operations.ALL.forEach(operation -> {
            all.addAll(operation.names());
            all.add(operation.letter());
        });
        all.removeIf(String::isEmpty);
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
    }

    @Test
    void aMessageMayHaveEveryByte() {
        shell.run("C t\nM t \"\\x00\\xff\\n\"\nsend t --hex 00fFa0\nsend t -- --hex 00\nsend t \"--hex\" 00\n");
        assertThat(shell.kaska.message("t", 0)).containsExactly(0, 0xFF, '\n');
        assertThat(shell.kaska.message("t", 1)).containsExactly(0, 0xFF, 0xA0);
        assertThat(shell.kaska.message("t", 2)).asString(UTF_8).isEqualTo("--hex 00");
        assertThat(shell.kaska.message("t", 3)).asString(UTF_8).isEqualTo("--hex 00");
    }

    @Test
    void aFileIsSentAsItIs() throws IOException {
        byte[] bytes = bytes(70_000);
        Path file = Files.write(folder.resolve("a file"), bytes);
        assertThat(shell.run("C t\nsend t --file \"" + file + "\"\n")).isTrue();
        assertThat(shell.kaska.message("t", 0)).isEqualTo(bytes);
    }

    @Test
    void aMessageOfNoBytesSendsNothing() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        shell.run("C t\nM t \"\"\nM t --file " + empty + "\nE t\n");
        assertThat(shell.answers()).isEqualTo("created t\nnothing sent\nnothing sent\nend 0\n");
    }

    @Test
    void aBatchIsOneMessageAWord() {
        shell.run("C t\nsend-batch t a \"b c\"\nE t\n");
        assertThat(shell.answers()).isEqualTo("created t\noffset 0\nend 2\n");
    }

    @Test
    void pollTakesACountAndAWait() {
        shell.run("C t\nS t\nsend-batch t a b c\npoll 2 5s\n");
        assertThat(shell.answers()).contains("message t 0 1", "message t 1 1").doesNotContain("message t 2 1");
        assertThat(shell.kaska.lastWait()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void keyAndHeadersAreSentAndShown() {
        assertThat(shell.run("C t\nS t\nsend t --key \"k\\x00\" --header \"a b=1=2\" --header é= text --key\nP\n"))
                .isTrue();
        assertThat(shell.answers())
                .contains("\nkey \"k\\x00\"\nheader \"a b\" \"1=2\"\nheader é \"\"\ntext \"text --key\"\n");
    }

    @Test
    void aKeyMayHaveNoBytes() {
        shell.run("C t\nS t\nM t --key \"\" x\nP\n");
        assertThat(shell.answers()).contains("\nkey \"\"\ntext \"x\"\n");
    }

    @Test
    void aLongKeyIsShownInPart() {
        shell.run("C t\nS t\nM t --key " + "x".repeat(300) + " y\nP\n");
        assertThat(shell.answers()).contains("\nkey \"" + "x".repeat(256) + "\" more 44 bytes\n");
    }

    @Test
    void aLongPayloadIsShownInPart() {
        shell.run("C t\nS t\nM t " + "x".repeat(300) + "\nP\n");
        assertThat(shell.answers())
                .contains("text \"" + "x".repeat(256) + "\"\n")
                .contains("hex 000000f0 ")
                .doesNotContain("hex 00000100")
                .endsWith("more 44 bytes\n");
    }

    @Test
    void aRawPollWritesThePayloadsAndNothingElse() {
        shell.run("C t\nS t\nM t \"\\x00\\xff\"\nM t ab\n");
        shell.answers();
        shell.run("poll 5 --raw\npoll --raw\n");
        assertThat(shell.answeredBytes()).containsExactly(0, 0xFF, 'a', 'b');
    }

    @Test
    void aPayloadCanBeWrittenToAFile() throws IOException {
        Path file = folder.resolve("payload");
        shell.run("C t\nS t\nM t \"a\\x00b\"\npoll --out " + file + "\n");
        assertThat(file).hasBinaryContent(new byte[] {'a', 0, 'b'});
        assertThat(shell.answers()).endsWith("message t 0 3\n");
    }

    @Test
    void aFileThatCannotBeWrittenCostsNoMessage() {
        assertThat(shell.run("C t\nS t\nM t a\npoll --out /nowhere/x\n")).isFalse();
        assertThat(shell.errors()).isEqualTo("line 4: poll: there is no file or folder /nowhere/x\n");
        shell.answers();
        shell.run("poll\n");
        assertThat(shell.answers()).startsWith("message t 0 1\n");
    }

    @ParameterizedTest
    @CsvSource({"commit,t 1", "committed,t", "commit-position,t", "seek-committed,t"})
    void committedOffsetsNeedAClient(String operation, String words) {
        shell.withoutClient();
        assertThat(shell.run("create t\n" + operation + " " + words + "\n")).isFalse();
        assertThat(shell.errors()).startsWith("line 2: " + operation + ": ").contains("./kaska shell CLIENT");
    }

    @Test
    void helpTellsOfEveryOperation() {
        shell.run("help\n");
        String help = shell.answers();
        assertThat(Operations.ALL).allSatisfy(operation -> assertThat(help).contains(operation.usage()));
        shell.run("help P\n");
        assertThat(shell.answers()).startsWith("poll [COUNT [WAIT]]").contains("also called P");
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }
}
