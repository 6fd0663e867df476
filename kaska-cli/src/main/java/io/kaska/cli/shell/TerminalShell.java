package io.kaska.cli.shell;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;

/**
 * The shell of a person: a prompt, a history that the next shell remembers, completion. Ctrl-C drops the line that is
 * being typed, or ends the operation that is being waited for. It and {@link WordCompleter} alone know JLine, so that a
 * script does not wait for JLine to be loaded.
 */
final class TerminalShell {
    private final Kaska kaska;
    private final Output output;
    private final Interpreter interpreter;
    private final String prompt;

    TerminalShell(Kaska kaska, Output output, Interpreter interpreter, String name) {
        this.kaska = kaska;
        this.output = output;
        this.interpreter = interpreter;
        this.prompt = Quoted.name(name) + "> ";
    }

    /** Runs at the terminal of this process until {@code quit} or ctrl-D. */
    void run(String broker) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            run(broker, terminal, history());
        }
    }

    void run(String broker, Terminal terminal, Path history) {
        greet(broker);
        LineReader reader = reader(terminal, history);
        try {
            while (!interpreter.ended()) {
                step(terminal, reader);
            }
        } catch (EndOfFileException e) {
            output.flush(); // ctrl-D, the usual end
        }
    }

    private LineReader reader(Terminal terminal, Path history) {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("kaska")
                .completer(new WordCompleter(kaska))
                .variable(LineReader.HISTORY_FILE, history)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // a ! is a !
                .build();
    }

    private static Path history() {
        String home = System.getenv("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home, ".kaska_history");
    }

    /** A broker that does not answer is said at once, but does not end the shell: it may come. */
    private void greet(String broker) {
        try {
            int topics = kaska.topicCount();
            output.line("Kaska at " + broker + ", topics: " + topics + ". 'help' lists all operations, ctrl-D ends.");
        } catch (KaskaException e) {
            output.error(String.valueOf(e.getMessage()));
            output.line("Each operation tries again. 'help' lists all operations, ctrl-D ends.");
        }
        output.flush();
    }

    private void step(Terminal terminal, LineReader reader) {
        try {
            String line = reader.readLine(prompt);
            execute(terminal, line);
        } catch (UserInterruptException e) {
            output.flush(); // ctrl-C while typing: a new line
        }
    }

    private void execute(Terminal terminal, String line) {
        Thread shell = Thread.currentThread();
        SignalHandler before = terminal.handle(Signal.INT, signal -> shell.interrupt());
        try {
            interpreter.execute(line.getBytes(StandardCharsets.UTF_8), "");
            output.flush();
        } finally {
            terminal.handle(Signal.INT, before);
            Thread.interrupted(); // an interrupt was for that operation
        }
    }
}
