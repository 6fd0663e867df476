package io.kaska.cli;

import io.kaska.broker.FolderProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One line on stderr that says how far a command is, if that is a terminal and the command takes longer than a second.
 * For one thread.
 */
final class ProgressLine implements FolderProgress {
    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long NEXT_NANOS = 200_000_000L;
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter err;
    private final String done;
    private final LongSupplier nanos;
    private final BooleanSupplier isWanted;
    private long nextAt;
    private boolean shown;
    private long topics;
    private long bytes;

    /** @param done what is done, as a word: verified */
    ProgressLine(PrintWriter err, String done) {
        this(err, done, System::nanoTime, Terminal::hasErrors);
    }

    /** @param isWanted is asked when the line is due, not before */
    ProgressLine(PrintWriter err, String done, LongSupplier nanos, BooleanSupplier isWanted) {
        this.err = err;
        this.done = done;
        this.nanos = nanos;
        this.isWanted = isWanted;
        this.nextAt = nanos.getAsLong() + FIRST_NANOS;
    }

    @Override
    public void next(String topic) {
        topics++;
        showIfDue();
    }

    @Override
    public void add(long more) {
        bytes += more;
        showIfDue();
    }

    private void showIfDue() {
        long now = nanos.getAsLong();
        if (now - nextAt < 0) {
            return;
        }
        nextAt = now + NEXT_NANOS;
        if (isWanted.getAsBoolean()) {
            err.print(CLEAR + String.format(Locale.ROOT, "%s %,d MiB, at topic %,d", done, bytes >> 20, topics));
            err.flush();
            shown = true;
        }
    }

    /** Takes the line away, so that another can stand there. */
    void clear() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
            shown = false;
        }
    }
}
