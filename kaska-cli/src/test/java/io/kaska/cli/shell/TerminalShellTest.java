package io.kaska.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell of a person, with a terminal that is two streams. */
class TerminalShellTest {
    private final FakeKaska kaska = new FakeKaska();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void carriesOutLinesAndGoesOnAfterAnError() throws IOException {
        type("create t\nend none\nsend t \"a\\x00!b\" ä\nquit\nnever\n");
        assertThat(out.toString(UTF_8)).contains("created t\n", "offset 0\n").startsWith("Kaska at here, topics: 0.");
        assertThat(err.toString(UTF_8)).isEqualTo("end: there is no topic none\n");
        assertThat(kaska.message("t", 0)).isEqualTo("a\0!b ä".getBytes(UTF_8));
    }

    @Test
    void remembersWhatWasTyped() throws IOException {
        type("create t\nquit\n");
        assertThat(Files.readString(folder.resolve("history"), UTF_8)).contains("create t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cre|create",
                "send ord|orders",
                "M ord|orders",
                "subscribe other ord|orders",
                "help see|seek,seek-committed",
                "send orders ord|''",
                "create|create",
                "nonsense ord|''"
            })
    void completesOperationsAndTopics(String typed, String expected) throws IOException {
        kaska.createTopic("orders");
        kaska.createTopic("other");
        List<Candidate> candidates = new ArrayList<>();
        try (Terminal terminal = terminal("")) {
            LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
            new WordCompleter(kaska).complete(reader, new DefaultParser().parse(typed, typed.length()), candidates);
        }
        String word = typed.substring(typed.lastIndexOf(' ') + 1);
        List<String> fitting = candidates.stream()
                .map(Candidate::value)
                .filter(value -> value.startsWith(word))
                .toList();
        assertThat(String.join(",", fitting)).startsWith(expected);
        assertThat(fitting.isEmpty()).isEqualTo(expected.isEmpty());
    }

    private void type(String lines) throws IOException {
        Output output = new Output(new PrintStream(out), new PrintStream(err), false);
        Interpreter interpreter = new Interpreter(new Session(kaska, Optional.empty(), output));
        try (Terminal terminal = terminal(lines)) {
            new TerminalShell(kaska, output, interpreter, "kaska").run("here", terminal, folder.resolve("history"));
        }
    }

    /** The input stays open, as a person's does: JLine drops what it has not read yet at its end. */
    private static Terminal terminal(String lines) throws IOException {
        byte[] input = lines.getBytes(UTF_8);
        PipedOutputStream keyboard = new PipedOutputStream();
        PipedInputStream typed = new PipedInputStream(keyboard, input.length + 1);
        keyboard.write(input);
        return TerminalBuilder.builder()
                .system(false)
                .type("dumb")
                .encoding(UTF_8)
                .streams(typed, new ByteArrayOutputStream())
                .build();
    }
}
