package io.kaska.log;

import io.kaska.log.LogFinding.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every byte of a log that nobody uses, and tells what is not as it should be; changes nothing. Here are the
 * files, their heads and what they say together; {@link SegmentCheck} looks at batches, {@link IndexCheck} compares the
 * index with them, and {@link OffsetCheck} sees which messages are missing.
 *
 * <p>For one thread, once.
 */
public final class LogCheck {
    private final StoredLog log;
    private final Consumer<LogFinding> findings;

    private LogCheck(StoredLog log, Consumer<LogFinding> findings) {
        this.log = log;
        this.findings = findings;
    }

    /**
     * Checks the log in a folder.
     *
     * @param progress is told how many bytes were looked at since the last time
     * @throws NewerFormatException if a newer version of Kaska wrote a file of it
     * @throws IOException if the folder cannot be read
     */
    public static LogTotals run(Disk disk, Path folder, Consumer<LogFinding> findings, LongConsumer progress)
            throws IOException {
        try (StoredLog log = StoredLog.open(disk, folder)) {
            return new LogCheck(log, findings).run(progress);
        }
    }

    private LogTotals run(LongConsumer progress) throws IOException {
        log.foreign()
                .forEach(name -> tell(Severity.NOTE, log.folder.resolve(name), -1, "a file of Kaska", "another file"));
        for (long number = log.lowest(); number <= log.highest(); number++) {
            checkHead(number);
        }
        var index = new IndexCheck(log, findings);
        var offsets = new OffsetCheck(log, findings);
        for (StoredSegment segment : log.segments()) {
            new SegmentCheck(log, segment, index, offsets, findings).run(progress);
        }
        index.finish();
        return offsets.finish();
    }

    private void checkHead(long number) throws IOException {
        StoredSegment segment = log.segment(number);
        if (segment == null) {
            IOException damage = log.damage(number);
            Path path = DataSegment.path(log.folder, number);
            if (number == log.highest() && log.isBlank(number)) {
                tell(Severity.NOTE, path, 0, "the head of a segment", "nothing: it was being made; a start deletes it");
                return;
            }
            tell(Severity.DAMAGE, path, 0, "the head of a segment", damage == null ? "no file" : reason(damage));
            return;
        }
        boolean onlyOne = segment.checkpoint() != null;
        for (int place : segment.torn()) {
            tell(
                    onlyOne ? Severity.NOTE : Severity.WARNING,
                    segment.path(),
                    place,
                    "a whole checkpoint",
                    onlyOne ? "a torn one; the other is whole" : "a torn one, and no other; a start looks through all");
        }
        checkSize(segment);
    }

    private void checkSize(StoredSegment segment) {
        if (segment.allocated() < 0) {
            tell(Severity.NOTE, segment.path(), DataSegment.ALLOCATED, "how far it was written", "a torn number");
        } else if (segment.allocated() > segment.size()) {
            tell(
                    Severity.DAMAGE,
                    segment.path(),
                    segment.size(),
                    "a file of at least " + segment.allocated() + " bytes",
                    "its end");
        }
    }

    private void tell(Severity severity, Path file, long position, String expected, String found) {
        findings.accept(LogFinding.of(severity, file, position, expected, found));
    }

    /** What an exception says, as a part of a line. */
    static String reason(@Nullable Throwable e) {
        return e instanceof DamagedFileException damaged
                ? damaged.what()
                : String.valueOf(e == null ? null : e.getMessage());
    }
}
