package io.kaska.cli.shell;

import java.io.Console;

/** Whether a person sits at the other end. */
public final class Consoles {
    private Consoles() {}

    /** Whether both stdin and stdout are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // it is null where the JVM is told to use the plain console
    public static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
