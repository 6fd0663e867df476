package io.kaska.cli;

import ch.qos.logback.classic.Level;
import io.kaska.Kaska;
import io.kaska.cli.shell.Shell;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Runs the shell on a broker that was named by options or by the environment. */
final class ShellCommand {
    static final String NAME = "shell";

    private static final String KEEP_GOING = "--keep-going";

    private final ParseResult given;

    ShellCommand(ParseResult given) {
        this.given = given;
    }

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(
                        NAME,
                        "Talks to a broker: at a terminal with completion and history, otherwise line by line from"
                                + " stdin.")
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("0..1")
                        .paramLabel("CLIENT")
                        .type(String.class)
                        .description("Name that offsets are committed under; only commit and committed need it.")
                        .build())
                .addOption(OptionSpec.builder(KEEP_GOING)
                        .description("Go on with the lines of stdin when an operation has failed; the exit code is 1"
                                + " in the end.")
                        .build());
        AddressOptions.addTo(spec);
        spec.usageMessage()
                .footer(
                        "",
                        AddressOptions.FOOTER + " 'help' in the shell lists its operations.",
                        "Exit code: 0 if all operations succeeded, 1 if one failed, 2 for a wrong command line.");
        return spec;
    }

    int run() throws IOException {
        StderrLogging.usually(Level.OFF); // what goes wrong is told by the operations themselves
        BrokerAddress address = AddressOptions.address(given);
        Optional<String> client = Optional.ofNullable(given.matchedPositionalValue(0, null));
        try (Kaska kaska = address.applyTo(Kaska.builder()).build()) {
            return Shell.run(kaska, client, address.toString(), given.hasMatchedOption(KEEP_GOING)) ? 0 : 1;
        }
    }
}
