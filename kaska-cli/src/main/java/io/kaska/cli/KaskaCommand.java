package io.kaska.cli;

import io.kaska.KaskaException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command of all commands, and what errors look like: a wrong command line is the error and a usage line, exit code
 * 2; everything that an operator can do something about is one line, exit code 1; only our own mistakes show a stack
 * trace.
 *
 * <p>The commands are described in code and not by annotations, which the JVM would make classes for at each start: a
 * third of the time that help takes.
 */
final class KaskaCommand {
    private KaskaCommand() {}

    static CommandLine commandLine() {
        CommandSpec spec = spec("kaska", "A small streaming publish/subscribe broker.")
                .addSubcommand(BrokerCommand.NAME, BrokerCommand.spec())
                .addSubcommand(ShellCommand.NAME, ShellCommand.spec())
                .addSubcommand(LogCommand.NAME, LogCommand.spec())
                .addSubcommand(BackupCommand.NAME, BackupCommand.spec())
                .addSubcommand(TopicCommand.NAME, TopicCommand.spec())
                .addSubcommand(MigrateCommand.NAME, MigrateCommand.spec());
        spec.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "  bench ...      Measures a broker; 'kaska bench --help' tells more.",
                        "  run FILE ...   Runs a Java program of one file, with Kaska on its class path: see examples.",
                        "  test [--long]  Passes all tests: the same as ./mvnw verify.",
                        "",
                        "'kaska COMMAND --help' tells more about a command.",
                        "KASKA_JAVA_OPTS holds further options for the JVM; KASKA_LOG is the level of the log on stderr"
                                + " (off, error, warn, info, debug, trace).");
        return new CommandLine(spec)
                .setExecutionStrategy(KaskaCommand::run)
                .setParameterExceptionHandler((error, args) -> wrongCommandLine(error))
                .setExecutionExceptionHandler((error, command, parsed) -> failed(error, command));
    }

    /** What every command has: a name, a description, and the two options that everybody tries. */
    static CommandSpec spec(String name, String description) {
        CommandSpec spec = CommandSpec.create()
                .name(name)
                .versionProvider(new KaskaVersion())
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print the version and exit.")
                        .build());
        spec.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(true);
        return spec;
    }

    private static int run(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (!parsed.hasSubcommand()) {
            throw new ParameterException(parsed.commandSpec().commandLine(), "a command is missing");
        }
        ParseResult command = parsed.subcommand();
        try {
            return run(command.commandSpec().name(), command);
        } catch (ParameterException e) {
            throw e;
        } catch (Exception e) {
            ParseResult innermost = command.hasSubcommand() ? command.subcommand() : command;
            throw new CommandLine.ExecutionException(innermost.commandSpec().commandLine(), "failed", e);
        }
    }

    private static int run(String name, ParseResult command) throws Exception {
        return switch (name) {
            case BrokerCommand.NAME -> new BrokerCommand(command).run();
            case LogCommand.NAME -> LogCommand.run(command);
            case BackupCommand.NAME -> new BackupCommand(command).run();
            case ShellCommand.NAME -> new ShellCommand(command).run();
            case TopicCommand.NAME -> new TopicCommand(command).run();
            case MigrateCommand.NAME -> new MigrateCommand(command).run();
            default -> throw new AssertionError("no such command: " + name);
        };
    }

    private static int wrongCommandLine(ParameterException error) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + error.getMessage());
        err.print("usage: " + command.getHelp().synopsis("usage: ".length()));
        err.println("'" + name + " --help' tells more");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception error, CommandLine command) throws Exception {
        if (!(error instanceof KaskaException
                || error instanceof IllegalArgumentException
                || error instanceof UnsupportedOperationException)) {
            throw error;
        }
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + error.getMessage());
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
