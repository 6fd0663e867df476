package io.kaska.log;

import io.kaska.log.LogFinding.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sees whether each offset is there once, and which messages were safe: those below the last checkpoint's end, and those
 * that a whole batch says were on the disk when it was written (see {@link LogRecovery}). What is missing of them is
 * damage; what is missing behind was never acknowledged. For one thread, once.
 */
final class OffsetCheck {
    /** A batch whose messages are not what was written. */
    private record Broken(Path file, long place, long from, long until, long time, StoredBatch.Mismatch mismatch) {}

    private final StoredLog log;
    private final Consumer<LogFinding> findings;
    private final OffsetRanges ranges = new OffsetRanges();
    private final List<Broken> broken = new ArrayList<>();
    private final List<LogFinding> gaps = new ArrayList<>();
    private final long earliest;
    private long safe;
    private long messages;
    private long bytes;
    private long deadBytes;

    OffsetCheck(StoredLog log, Consumer<LogFinding> findings) {
        this.log = log;
        this.findings = findings;
        this.earliest = log.earliest();
        this.safe = log.knownEnd();
    }

    // --- what is there

    /** A batch that is whole. */
    void add(StoredBatch batch, int lag, long room) {
        if (batch.end() <= earliest) {
            deadBytes += room;
            return;
        }
        safe = Math.max(safe, batch.offset() - lag);
        OffsetRanges.Problem problem = ranges.add(batch.offset(), batch.end(), batch.timestamp());
        if (problem == OffsetRanges.Problem.TWICE) {
            deadBytes += room;
            tell(batch, "each message once", "one of these a second time");
            return;
        }
        messages += batch.end() - Math.max(batch.offset(), earliest);
        bytes += room;
        if (problem == OffsetRanges.Problem.TIME) {
            tell(batch, "a time that does not go back", "the time " + batch.timestamp() + ", which does");
        }
    }

    private void tell(StoredBatch batch, String expected, String found) {
        findings.accept(new LogFinding(
                Severity.DAMAGE, batch.path(), batch.place(), expected, found, batch.offset(), batch.end()));
    }

    /** A batch of which only the header is whole. */
    void addBroken(StoredBatch batch, StoredBatch.Mismatch mismatch, long room) {
        deadBytes += room;
        if (batch.end() > earliest) {
            broken.add(
                    new Broken(batch.path(), batch.place(), batch.offset(), batch.end(), batch.timestamp(), mismatch));
        }
    }

    /** Room that holds nothing. */
    void addDead(long size) {
        deadBytes += size;
    }

    /** Bytes that are no batch: worth a word, and damage if a message is missing. */
    void addGap(LogFinding gap) {
        gaps.add(gap);
    }

    // --- what is not

    LogTotals finish() throws IOException {
        for (Broken batch : broken) {
            tell(batch);
        }
        List<OffsetRanges.Hole> holes = ranges.holes(earliest, safe);
        for (OffsetRanges.Hole hole : holes) {
            tell(hole);
        }
        for (LogFinding gap : gaps) {
            findings.accept(holes.isEmpty() ? gap : withSeverity(gap, Severity.DAMAGE));
        }
        long end = Math.max(safe, ranges.endFrom(safe));
        tellUnsafe(end);
        return new LogTotals(earliest, end, messages, bytes, deadBytes);
    }

    private void tell(Broken batch) {
        boolean wasSafe = batch.from() < safe;
        boolean alone = ranges.add(batch.from(), batch.until(), batch.time()) != OffsetRanges.Problem.TWICE;
        findings.accept(new LogFinding(
                wasSafe && alone ? Severity.DAMAGE : Severity.NOTE,
                batch.file(),
                batch.place(),
                batch.mismatch().expected(),
                batch.mismatch().found() + (wasSafe ? "" : "; it was not finished"),
                batch.from(),
                batch.until()));
    }

    private static LogFinding withSeverity(LogFinding gap, Severity severity) {
        return LogFinding.of(severity, gap.file(), gap.position(), gap.expected(), gap.found());
    }

    /** Messages that are missing, told by the segments in which the index says that they were. */
    private void tell(OffsetRanges.Hole hole) throws IOException {
        long from = hole.from();
        while (from < hole.until()) {
            long position = log.index().position(from);
            long until = from + 1;
            while (until < hole.until() && log.index().position(until) >>> 32 == position >>> 32) {
                until++;
            }
            boolean known = position >>> 32 != 0;
            findings.accept(new LogFinding(
                    Severity.DAMAGE,
                    known ? DataSegment.path(log.folder, position >>> 32) : log.folder,
                    known ? position & 0xFFFF_FFFFL : -1,
                    "a batch with them",
                    "none",
                    from,
                    until));
            from = until;
        }
    }

    /** Whole batches behind one that was never finished go at the next start; nobody was told of them. */
    private void tellUnsafe(long end) throws IOException {
        if (ranges.end() > end) {
            findings.accept(new LogFinding(
                    Severity.NOTE,
                    log.folder,
                    -1,
                    "the end at " + end,
                    "batches behind a message that was not finished; nobody was told of them, and a start drops them",
                    end,
                    ranges.end()));
        } else if (log.index().position(end) != 0) {
            findings.accept(LogFinding.of(
                    Severity.NOTE,
                    LogIndex.path(log.folder, LogIndex.numberFor(end)),
                    LogIndex.place(end),
                    "no entry for message " + end,
                    "one; what it names was not finished, or is damaged"));
        }
    }
}
