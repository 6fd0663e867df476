package io.kaska.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Copies a log into an empty folder, while a broker writes it or not. The copy has the messages from the earliest to the
 * end that the index shows when it begins, with their offsets, times and flags, in files of its own. Messages that are
 * damaged are told and left out: in the copy they are lost, and those behind them keep their offsets.
 *
 * <p>For one thread, once.
 */
public final class LogCopy {
    private final StoredLog from;
    private final NewLog to;
    private final Consumer<LogFinding> damage;
    private long messages;
    private long bytes;
    private long earliest;

    private LogCopy(StoredLog from, NewLog to, Consumer<LogFinding> damage) {
        this.from = from;
        this.to = to;
        this.damage = damage;
    }

    /**
     * Copies, and makes the copy safe but for its folder's name.
     *
     * @param target exists, and has no file of a log
     * @param progress is told how many bytes were copied since the last time
     */
    public static LogTotals run(Disk disk, Path source, Path target, Consumer<LogFinding> damage, LongConsumer progress)
            throws IOException {
        try (StoredLog from = StoredLog.open(disk, source);
                NewLog to = new NewLog(disk, target, LogSettings.DEFAULT.segmentSize(), from.earliest())) {
            return new LogCopy(from, to, damage).run(progress);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private LogTotals run(LongConsumer progress) throws IOException {
        LogWalk walk = LogWalk.untilNow(from);
        earliest = walk.offset();
        for (LogWalk.Stretch next = walk.next(); next != null; next = walk.next()) {
            switch (next) {
                case StoredBatch batch -> {
                    long room = to.append(batch);
                    messages += batch.end() - Math.max(earliest, batch.offset());
                    bytes += room;
                    progress.accept(room);
                }
                case LostMessages lost -> skip(lost);
            }
        }
        to.finish(walk.offset());
        return new LogTotals(earliest, walk.offset(), messages, bytes, 0);
    }

    /** What retention deleted before it was copied is no hole: the copy begins behind it. */
    private void skip(LostMessages lost) {
        if (lost.deleted()) {
            to.forgetBelow(lost.end());
            earliest = lost.end();
            messages = 0;
        } else {
            damage.accept(lost.finding());
        }
    }
}
