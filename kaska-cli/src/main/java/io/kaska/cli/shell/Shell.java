package io.kaska.cli.shell;

import io.kaska.Kaska;
import java.io.Console;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The shell on the streams of this process: for a person at a terminal, for a script otherwise. */
public final class Shell {
    private Shell() {}

    /** Whether a person types the input and reads the output. */
    @SuppressWarnings("SystemConsoleNull") // it is never null in Java 22 to 24, and is again in 25
    public static boolean isAtTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /**
     * Runs until the end of the input, or {@code quit}.
     *
     * @param client the name that offsets are committed under
     * @param broker where the broker is, for the eyes of a person
     * @param keepGoing whether a script goes on behind an operation that failed
     * @return whether all went well; at a terminal always
     */
    public static boolean run(Kaska kaska, Optional<String> client, String broker, boolean keepGoing)
            throws IOException {
        boolean terminal = isAtTerminal();
        boolean coloured = terminal && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        Output output = new Output(System.out, System.err, coloured);
        Interpreter interpreter = new Interpreter(new Session(kaska, client, output));
        if (terminal) {
            new TerminalShell(kaska, output, interpreter, client.orElse("kaska")).run(broker);
            return true;
        }
        return new ScriptedShell(System.in, output, interpreter, keepGoing).run();
    }

    /**
     * Carries out one operation.
     *
     * @param words its name, and what stands behind it
     * @param place put before an error
     * @return whether all went well
     */
    public static boolean runOne(Kaska kaska, List<String> words, String place) {
        Output output = new Output(System.out, System.err, false);
        boolean succeeded = new Interpreter(new Session(kaska, Optional.empty(), output)).execute(words, place);
        return output.flush() && succeeded;
    }
}
