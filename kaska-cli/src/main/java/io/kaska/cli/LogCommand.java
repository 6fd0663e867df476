package io.kaska.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands about the messages in a folder that no broker has. */
final class LogCommand {
    static final String NAME = "log";

    private LogCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(NAME, "Looks at the messages in the folder of a broker that is stopped.")
                .addSubcommand(VerifyCommand.NAME, VerifyCommand.spec())
                .addSubcommand(DumpCommand.NAME, DumpCommand.spec());
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        return spec;
    }

    /** The folder that every such command is about. */
    static PositionalParamSpec folder() {
        return path("0", "DIR", "The folder that the broker was given by --data.");
    }

    static PositionalParamSpec path(String index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity("1")
                .paramLabel(label)
                .type(Path.class)
                .required(true)
                .description(description)
                .build();
    }

    static int run(ParseResult given) {
        if (!given.hasSubcommand()) {
            throw new ParameterException(given.commandSpec().commandLine(), "verify or dump is missing");
        }
        ParseResult command = given.subcommand();
        return command.commandSpec().name().equals(VerifyCommand.NAME)
                ? new VerifyCommand(command).run()
                : new DumpCommand(command).run();
    }
}
