package io.kaska.cli.migrate;

import io.kaska.Message;
import io.kaska.cli.shell.Quoted;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a move says: results as lines on stdout; on stderr how far it is, at a terminal one line that changes, elsewhere a
 * line now and then. For one thread.
 */
public final class MoveReport {
    private static final long CHANGE_NANOS = 200_000_000L;
    private static final long LINE_NANOS = 10_000_000_000L;
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean changes;
    private final LongSupplier nanos;
    private long nextAt;
    private boolean shown;
    private long bytes;

    /** @param isTerminal whether stderr is one */
    public MoveReport(PrintWriter out, PrintWriter err, BooleanSupplier isTerminal) {
        this(out, err, isTerminal, System::nanoTime);
    }

    MoveReport(PrintWriter out, PrintWriter err, BooleanSupplier isTerminal, LongSupplier nanos) {
        this.out = out;
        this.err = err;
        this.changes = isTerminal.getAsBoolean();
        this.nanos = nanos;
        this.nextAt = nanos.getAsLong() + step();
    }

    private long step() {
        return changes ? CHANGE_NANOS : LINE_NANOS;
    }

    /** A result. */
    void say(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    /** Something that went wrong and will be tried again. */
    void warn(String line) {
        clear();
        err.println(line);
        err.flush();
    }

    /** Counts what was moved or compared. */
    void count(List<Message> messages) {
        for (Message message : messages) {
            bytes += message.payload().remaining();
        }
    }

    /** @param done what is done, as a word: copied */
    void progress(String done, String topic, long position, long first, long end) {
        long now = nanos.getAsLong();
        if (now - nextAt < 0) {
            return;
        }
        nextAt = now + step();
        String line = String.format(
                Locale.ROOT,
                "%s %s to offset %,d of %,d (%d %%), %,d MiB in all",
                done,
                Quoted.name(topic),
                position,
                end,
                100 * (position - first) / Math.max(1, end - first),
                bytes >> 20);
        if (changes) {
            err.print(CLEAR + line);
        } else {
            err.println(line);
        }
        err.flush();
        shown = changes;
    }

    private void clear() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
            shown = false;
        }
    }
}
