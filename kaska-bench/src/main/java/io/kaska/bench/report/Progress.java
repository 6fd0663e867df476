package io.kaska.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** One line on stderr that says what runs, if that is a terminal. For one thread. */
public final class Progress {
    private static final String CLEAR = "\r\033[K";
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private final PrintWriter err;
    private final boolean isWanted;

    public Progress(PrintWriter err, boolean isWanted) {
        this.err = err;
        this.isWanted = isWanted;
    }

    /** Whether stderr is a terminal: the JDK tells it only of stdin and stdout together. */
    public static boolean hasTerminal() {
        try {
            String target = Files.readSymbolicLink(STDERR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false; // a system without /proc
        }
    }

    public void show(String what) {
        print(CLEAR + what);
    }

    /** Takes the line away, so that another can stand there. */
    public void clear() {
        print(CLEAR);
    }

    /** A line that stays, wherever stderr goes. */
    public void tell(String what) {
        clear();
        err.println("kaska bench: " + what);
        err.flush();
    }

    private void print(String text) {
        if (isWanted) {
            err.print(text);
            err.flush();
        }
    }
}
