package io.kaska.cli;

import io.kaska.KaskaException;
import io.kaska.cli.shell.WaitTime;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command of all commands, and what errors look like: a wrong command line is the error and a usage line, exit
 * code 2; everything that an operator can do something about is one line, exit code 1; only our own mistakes show a
 * stack trace.
 */
@Command(
        name = "kaska",
        description = "A small streaming publish/subscribe broker.",
        subcommands = {BrokerCommand.class, ShellCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = KaskaVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "  test [--long]  Passes all tests: the same as ./mvnw verify.",
            "",
            "'kaska COMMAND --help' tells more about a command.",
            "KASKA_JAVA_OPTS holds further options for the JVM; KASKA_LOG is the level of the log on stderr (off, error,"
                    + " warn, info, debug, trace)."
        })
final class KaskaCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine commandLine() {
        return new CommandLine(new KaskaCommand())
                .registerConverter(ByteSize.class, ByteSize::parse)
                .registerConverter(MemorySize.class, MemorySize::parse)
                .registerConverter(Duration.class, WaitTime::parse)
                .setParameterExceptionHandler((error, args) -> wrongCommandLine(error))
                .setExecutionExceptionHandler((error, command, parsed) -> failed(error, command, parsed));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int wrongCommandLine(ParameterException error) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + error.getMessage());
        err.print("usage: " + command.getHelp().synopsis(0));
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells more");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception error, CommandLine command, ParseResult parsed) throws Exception {
        if (!(error instanceof KaskaException || error instanceof IllegalArgumentException)) {
            throw error;
        }
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + error.getMessage());
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
