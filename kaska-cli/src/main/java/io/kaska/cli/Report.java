package io.kaska.cli;

import io.kaska.broker.Finding;
import io.kaska.broker.FolderProgress;
import io.kaska.broker.FolderTotals;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine;

/** What a command about a folder says: findings and totals on stdout, progress on stderr. For one thread. */
final class Report {
    private final PrintWriter out;
    private final ProgressLine progress;
    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);

    /** @param done what is done with topics, as a word: verified */
    Report(CommandLine command, String done) {
        this.out = command.getOut();
        this.progress = new ProgressLine(command.getErr(), done);
    }

    FolderProgress progress() {
        return progress;
    }

    void finding(Finding finding) {
        counts.merge(finding.kind(), 1L, Long::sum);
        progress.clear();
        out.println(word(finding.kind()) + ": " + finding.text());
    }

    private static String word(Finding.Kind kind) {
        return switch (kind) {
            case DAMAGE -> "damage";
            case WARNING -> "warning";
            case NOTE -> "note";
        };
    }

    /** How much there is. */
    void totals(FolderTotals totals) {
        progress.clear();
        total("topics", totals.topics());
        total("messages", totals.messages());
        total("bytes", totals.bytes());
    }

    /** How much was found. */
    void counts() {
        damage();
        total("warnings", count(Finding.Kind.WARNING));
        total("notes", count(Finding.Kind.NOTE));
    }

    void damage() {
        total("damage", count(Finding.Kind.DAMAGE));
    }

    void total(String word, long number) {
        out.println(word + " " + number);
    }

    private long count(Finding.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    int exitCode() {
        return count(Finding.Kind.DAMAGE) == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Brings everything out. */
    void end() {
        progress.clear();
        out.flush();
    }
}
