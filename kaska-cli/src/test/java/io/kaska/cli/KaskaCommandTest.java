package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class KaskaCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryCommand() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("broker", "shell", "log", "backup", "topic", "test [--long]");
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("kaska \\d+\\.\\d+\\.\\d+\\S* \\(Java \\S+\\)\\R");
    }

    @Test
    void helpOfTheBrokerNamesEveryOption() {
        assertThat(execute("broker --help")).isZero();
        assertThat(out.toString())
                .contains("PORT", "[DIR_COMMITTED]", "--bind", "--max-message", "--max-connections", "--memory")
                .contains("--unfinished-memory", "--stall-timeout", "--no-spin")
                .contains("--data", "--fsync", "--fsync-interval", "--segment-size", "--open-files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "broker",
                "broker 1 a b",
                "broker x",
                "broker 1 --max-message big",
                "broker 1 --memory 0%",
                "broker 1 --stall-timeout soon",
                "broker 1 --bind",
                "broker 1 --none",
                "broker 1 --retention-age soon",
                "broker 1 --retention-bytes many",
                "topic",
                "topic none",
                "topic list x",
                "topic create",
                "topic trim x",
                "topic trim x 1 2",
                "topic retention",
                "topic create x --age 7d",
                "shell a b",
                "shell --port x",
                "log",
                "log none",
                "log verify",
                "log verify a b",
                "log dump a",
                "log dump a b c",
                "log dump a b --from -1",
                "log dump a b --count many",
                "log dump a b --format xml",
                "backup a",
                "backup a b c"
            })
    void aWrongCommandLineIsAUsageLineAndTwo(String line) {
        assertThat(execute(line)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("usage: kaska")
                .doesNotContain("Exception")
                .hasLineCount(3);
    }

    @ParameterizedTest
    @CsvSource({
        "broker 70000,0 to 65535",
        "broker -- -1,0 to 65535",
        "broker 0 --max-message 0,largest message",
        "broker 0 --max-message 3G,at most",
        "broker 0 --max-connections 0,connections",
        "broker 0 --data /no/such/folder,/no/such/folder",
        "broker 0 /no/such/folder,/no/such/folder",
        "broker 0 --bind 192.0.2.1,192.0.2.1"
    })
    void aBrokerThatCannotStartIsOneLineAndOne(String line, String error) {
        assertThat(execute(line)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("kaska broker: ").contains(error).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log verify", "log dump", "backup"})
    void helpOfACommandAboutAFolderNamesItsExitCodes(String command) {
        assertThat(execute(command + " --help")).isZero();
        assertThat(out.toString()).contains("Usage: kaska " + command, "DIR", "Exit code: 0 ");
    }

    @ParameterizedTest
    @CsvSource({
        "log verify /no/such/folder,does not exist",
        "log dump /no/such/folder t,does not exist",
        "backup /no/such/folder /tmp/never-made,does not exist"
    })
    void aFolderThatIsMissingIsOneLineAndOne(String line, String error) {
        assertThat(execute(line)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("kaska ").contains(error).hasLineCount(1);
    }

    private int execute(String line) {
        CommandLine command = KaskaCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(line.isEmpty() ? new String[0] : line.split(" "));
    }
}
