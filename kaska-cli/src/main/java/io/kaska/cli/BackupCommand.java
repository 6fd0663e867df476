package io.kaska.cli;

import io.kaska.KaskaException;
import io.kaska.broker.FolderBackup;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Copies a folder of messages while a broker uses it. */
final class BackupCommand {
    static final String NAME = "backup";

    private final ParseResult given;

    BackupCommand(ParseResult given) {
        this.given = given;
    }

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(
                        NAME,
                        "Copies the folder of a broker, running or not, to one that a broker can start from. The broker"
                                + " is not asked and not hindered.")
                .addPositional(LogCommand.folder())
                .addPositional(LogCommand.path("1", "TARGET", "The folder to make; it must not exist, or be empty."));
        spec.usageMessage()
                .footer(
                        "",
                        "Each topic is copied as it is at one moment: its messages from the earliest to the last, with"
                                + " their offsets and times, and only what is whole. Committed offsets are copied"
                                + " first, so that none is ahead of the messages. Messages that are damaged are told,"
                                + " and are missing in the copy; those behind them keep their offsets.",
                        "When the command ends, the copy is on the disk. Before that no broker takes TARGET.",
                        "Exit code: 0 if all was copied, 1 if messages are damaged or the copy could not be made, 2 for"
                                + " a wrong command line.");
        return spec;
    }

    int run() {
        Path source = given.matchedPositionalValue(0, null);
        Path target = given.matchedPositionalValue(1, null);
        var report = new Report(given.commandSpec().commandLine(), "copied");
        try {
            report.totals(FolderBackup.run(source, target, report::finding, report.progress()));
            report.damage();
            return report.exitCode();
        } catch (IOException e) {
            throw new KaskaException(String.valueOf(e.getMessage()), e);
        } finally {
            report.end();
        }
    }
}
