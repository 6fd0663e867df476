package io.kaska.cli.shell;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.KaskaConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptedShellTest {
    private final ShellFixture shell = new ShellFixture();

    @Test
    void emptyLinesAndCommentsAreNothing() {
        assertThat(shell.run("\n  \n# a comment\n  # another\nntopics\n")).isTrue();
        assertThat(shell.answers()).isEqualTo("topics 0\n");
    }

    @Test
    void theLastLineNeedsNoEndAndAnyLineMayEndAsInWindows() {
        assertThat(shell.run("create t\r\nntopics")).isTrue();
        assertThat(shell.answers()).isEqualTo("created t\ntopics 1\n");
    }

    @Test
    void theFirstFailureEndsIt() {
        assertThat(shell.run("create t\nend none\nntopics\n")).isFalse();
        assertThat(shell.answers()).isEqualTo("created t\n");
        assertThat(shell.errors()).isEqualTo("line 2: end: there is no topic none\n");
    }

    @Test
    void keepGoingGoesOnAndStillFailsInTheEnd() {
        shell.keepingGoing();
        assertThat(shell.run("end none\nnonsense\ncreate t\n")).isFalse();
        assertThat(shell.answers()).isEqualTo("created t\n");
        assertThat(shell.errors()).isEqualTo("""
                        line 1: end: there is no topic none
                        line 2: there is no operation nonsense; 'help' lists all operations
                        """);
    }

    @Test
    void quitLeavesTheRestOfTheScript() {
        assertThat(shell.run("quit\nnonsense\n")).isTrue();
        assertThat(shell.errors()).isEmpty();
    }

    @Test
    void aLostConnectionIsOneLineAndTheNextOperationTriesAgain() {
        shell.keepingGoing();
        shell.kaska.failNext(new KaskaConnectionException("h:1 cannot be reached", true, null));
        assertThat(shell.run("ntopics\nntopics\n")).isFalse();
        assertThat(shell.errors())
                .isEqualTo("line 1: ntopics: h:1 cannot be reached; the broker may have done it, or not\n");
        assertThat(shell.answers()).isEqualTo("topics 0\n");
    }

    @Test
    void bytesThatAreNoTextCanBeSentButNotBeATopic() {
        shell.keepingGoing();
        shell.run("create t\nsend t \u00ff\ncreate \u00ff\n".getBytes(ISO_8859_1));
        assertThat(shell.kaska.message("t", 0)).containsExactly(0xFF);
        assertThat(shell.errors()).isEqualTo("line 3: create: \"\\xff\" is not UTF-8\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "create|TOPIC is missing",
                "create a b|b is too much",
                "send t|TEXT is missing",
                "send t --hex 0|pairs of hexadecimal digits",
                "send t --file /none|no file or folder /none",
                "seek t|OFFSET is missing",
                "seek t one|one is not an offset",
                "send t --key|the text of --key is missing",
                "send t --header a x|is not NAME=VALUE",
                "send t --header a=1 --header a=2 x|stands twice",
                "send t --header =1 x|the header name is empty",
                "offset-for-time t soon|soon is no instant",
                "trim t 1|out of range",
                "earliest t u|u is too much",
                "seek t -1|0 or more",
                "poll 0|a count is",
                "poll 1 2 3|3 is too much",
                "poll 1 soon|'soon' is no time span",
                "poll --out|FILE is missing",
                "\"open|not closed",
                "help none|no operation none"
            })
    void whatIsTypedWrongIsSaidInOneLine(String line, String error) {
        shell.run("create t\nsubscribe t\n");
        shell.answers();
        assertThat(shell.run(line + "\n")).isFalse();
        assertThat(shell.errors()).startsWith("line 1: ").contains(error).hasLineCount(1);
        assertThat(shell.answers()).isEmpty();
    }
}
