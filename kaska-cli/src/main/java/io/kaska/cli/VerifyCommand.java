package io.kaska.cli;

import io.kaska.KaskaException;
import io.kaska.broker.FolderCheck;
import io.kaska.broker.FolderTotals;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Checks every byte of a folder of messages. */
final class VerifyCommand {
    static final String NAME = "verify";

    private final ParseResult given;

    VerifyCommand(ParseResult given) {
        this.given = given;
    }

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(
                        NAME,
                        "Checks every byte of a stopped broker's folder, and changes none: the files of each topic,"
                                + " their heads and checkpoints, every batch and its checksum, that each message is"
                                + " there once, the index, the committed offsets.")
                .addPositional(LogCommand.folder());
        spec.usageMessage()
                .footer(
                        "",
                        "Each finding is one line on stdout: 'damage', 'warning' or 'note', the file, the position in"
                                + " bytes, what was expected and what was found, and which messages it hits. Damage:"
                                + " messages that were acknowledged are lost. Warning: something that a start makes"
                                + " anew. Note: what a killed broker leaves in the best of orders, or a foreign file."
                                + " Then come the totals, a word and a number on each line: topics, messages, bytes,"
                                + " dead-bytes, damage, warnings, notes.",
                        "Exit code: 0 without damage, 1 if there is some, or the folder cannot be checked (a broker has"
                                + " it, or it is none of Kaska's), 2 for a wrong command line.");
        return spec;
    }

    int run() {
        Path folder = given.matchedPositionalValue(0, null);
        var report = new Report(given.commandSpec().commandLine(), "verified");
        try {
            FolderTotals totals = FolderCheck.run(folder, report::finding, report.progress());
            report.totals(totals);
            report.total("dead-bytes", totals.deadBytes());
            report.counts();
            return report.exitCode();
        } catch (IOException e) {
            throw new KaskaException(String.valueOf(e.getMessage()), e);
        } finally {
            report.end();
        }
    }
}
