package io.kaska.log;

import io.kaska.log.LogFinding.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares the index with the batches. Whatever is wrong with it is a warning: the batches can make it anew. Wrong
 * entries in a row are told together. For one thread, once.
 */
final class IndexCheck {
    private final StoredLog log;
    private final Consumer<LogFinding> findings;
    private final long earliest;
    private final Set<Long> told = new HashSet<>(); // the numbers of files of which no entry can be right
    private long lastNumber = -1; // of the file that was used last
    private boolean lastIsThere;
    private long wrongFrom; // the wrong entries that are not told yet
    private long wrongUntil;
    private long expected; // of the first of them
    private long found;

    IndexCheck(StoredLog log, Consumer<LogFinding> findings) throws IOException {
        this.log = log;
        this.findings = findings;
        this.earliest = log.earliest();
        for (long number : log.indexNumbers()) {
            checkHead(number);
        }
    }

    private void checkHead(long number) throws IOException {
        IOException problem = log.index().problemOf(number);
        if (problem != null) {
            told.add(number);
            tell(LogIndex.path(log.folder, number), 0, "the head of an index", LogCheck.reason(problem));
        }
    }

    /** Compares the entries of a whole batch. */
    void compare(long offset, int count, long position) throws IOException {
        for (long at = Math.max(offset, earliest); at < offset + count; at++) {
            if (isThere(LogIndex.numberFor(at)) && log.index().position(at) != position) {
                addWrong(at, position, log.index().position(at));
            }
        }
    }

    /** Whether a file has entries at all; that it has none is told once. */
    private boolean isThere(long number) {
        if (number != lastNumber) {
            lastNumber = number;
            if (!log.indexNumbers().contains(number) && told.add(number)) {
                tell(LogIndex.path(log.folder, number), -1, "a file", "none");
            }
            lastIsThere = !told.contains(number);
        }
        return lastIsThere;
    }

    private void addWrong(long offset, long right, long entry) {
        if (offset != wrongUntil || wrongUntil == wrongFrom) {
            tellWrong();
            wrongFrom = offset;
            expected = right;
            found = entry;
        }
        wrongUntil = offset + 1;
    }

    private void tellWrong() {
        if (wrongUntil > wrongFrom) {
            Path file = LogIndex.path(log.folder, LogIndex.numberFor(wrongFrom));
            findings.accept(new LogFinding(
                    Severity.WARNING,
                    file,
                    LogIndex.place(wrongFrom),
                    shown(expected),
                    shown(found),
                    wrongFrom,
                    wrongUntil));
        }
    }

    private static String shown(long position) {
        return position == 0
                ? "no batch"
                : "the batch of segment %d at %d".formatted(position >>> 32, position & 0xFFFF_FFFFL);
    }

    private void tell(Path file, long position, String right, String there) {
        findings.accept(LogFinding.of(Severity.WARNING, file, position, right, there));
    }

    /** Tells what is left. */
    void finish() {
        tellWrong();
    }
}
