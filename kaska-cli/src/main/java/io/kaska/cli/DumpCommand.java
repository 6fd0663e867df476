package io.kaska.cli;

import io.kaska.KaskaException;
import io.kaska.broker.Finding;
import io.kaska.broker.FolderDump;
import io.kaska.broker.StoredMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Prints the messages of a topic from a folder that no broker has. */
final class DumpCommand {
    static final String NAME = "dump";

    private static final String FROM = "--from";
    private static final String COUNT = "--count";
    private static final String FORMAT = "--format";
    private static final int LINES_BETWEEN_LOOKS = 64;

    private final ParseResult given;
    private final PrintWriter out;
    private final PrintWriter err;
    private long left;
    private boolean damaged;

    DumpCommand(ParseResult given) {
        this.given = given;
        this.out = given.commandSpec().commandLine().getOut();
        this.err = given.commandSpec().commandLine().getErr();
        this.left = number(COUNT, Long.MAX_VALUE);
    }

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(
                        NAME, "Prints the messages of a topic from a stopped broker's folder, past damaged ones.")
                .addPositional(LogCommand.folder())
                .addPositional(PositionalParamSpec.builder()
                        .index("1")
                        .arity("1")
                        .paramLabel("TOPIC")
                        .type(String.class)
                        .required(true)
                        .description("The topic's name, or the name of its folder in DIR/topics.")
                        .build())
                .addOption(number(FROM, "OFFSET", "The first message to print. Default: the earliest."))
                .addOption(number(COUNT, "N", "How many to print at most. Default: all."))
                .addOption(OptionSpec.builder(FORMAT)
                        .arity("1")
                        .paramLabel("text|hex|json")
                        .type(MessageFormat.class)
                        .converters(MessageFormat::parse)
                        .description("How a message looks. Default: several lines at a terminal, else text.")
                        .build());
        spec.usageMessage()
                .footer(
                        "",
                        "text: a line of offset, time, key=\"…\" if it has one, \"name\"=\"…\" for each header, and the"
                                + " payload in quotes. hex: the same with bytes as hexadecimal digits. json: an object"
                                + " on each line, with bytes as {\"text\":…} if they are UTF-8 and {\"base64\":…} if not.",
                        "What cannot be read is told on stderr.",
                        "Exit code: 0 if all was printed, 1 if something is damaged or cannot be read (a broker has the"
                                + " folder, there is no such topic), 2 for a wrong command line.");
        return spec;
    }

    private static OptionSpec number(String name, String label, String description) {
        return OptionSpec.builder(name)
                .arity("1")
                .paramLabel(label)
                .type(Long.class)
                .converters(DumpCommand::notNegative)
                .description(description)
                .build();
    }

    private static Long notNegative(String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no number");
        }
        throw new TypeConversionException("'" + text + "' is negative");
    }

    private long number(String name, long otherwise) {
        Long number = given.matchedOptionValue(name, null);
        return number == null ? otherwise : number;
    }

    int run() {
        Path folder = given.matchedPositionalValue(0, null);
        String topic = given.matchedPositionalValue(1, null);
        if (topic.isEmpty()) {
            throw new ParameterException(given.commandSpec().commandLine(), "the name of the topic is empty");
        }
        MessageFormat format = given.matchedOptionValue(FORMAT, null);
        try (FolderDump dump = FolderDump.open(folder, topic)) {
            if (format == null) {
                format = Terminal.hasOutput() ? MessageFormat.SCREEN : MessageFormat.TEXT;
            }
            print(dump, format);
            return damaged ? 1 : 0;
        } catch (IOException e) {
            throw new KaskaException(String.valueOf(e.getMessage()), e);
        } finally {
            out.flush();
        }
    }

    private void print(FolderDump dump, MessageFormat format) throws IOException {
        if (left > 0) {
            dump.read(number(FROM, 0), message -> print(dump.topic(), message, format), this::tell);
        }
    }

    /** Returns whether more are wanted: not if nobody reads them any more. */
    private boolean print(String topic, StoredMessage message, MessageFormat format) {
        out.print(format.show(topic, message));
        left--;
        return left > 0 && !(left % LINES_BETWEEN_LOOKS == 0 && out.checkError());
    }

    private void tell(Finding finding) {
        damaged = true;
        out.flush();
        err.println("skipped: " + finding.text());
        err.flush();
    }
}
