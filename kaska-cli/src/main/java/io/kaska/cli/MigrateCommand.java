package io.kaska.cli;

import ch.qos.logback.classic.Level;
import io.kaska.KaskaException;
import io.kaska.cli.migrate.Migration;
import io.kaska.cli.migrate.MoveReport;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Moves topics from one broker to another, which may be of another kind. */
final class MigrateCommand {
    static final String NAME = "migrate";

    private static final String FROM = "--from";
    private static final String TO = "--to";
    private static final String TOPIC = "--topic";
    private static final String CLIENT = "--client";
    private static final String ONCE = "--once";
    private static final String NEW_TIMES = "--new-times";

    private final ParseResult given;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int exitCode = CommandLine.ExitCode.SOFTWARE;

    MigrateCommand(ParseResult given) {
        this.given = given;
    }

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(
                        NAME,
                        "Copies topics with their offsets, keys, headers and times, and committed offsets, from one"
                                + " broker to another; then follows what is sent, until ctrl-C or SIGTERM.")
                .addOption(url(FROM, "The source: kaska://HOST:PORT or kafka://HOST:PORT,HOST:PORT."))
                .addOption(url(TO, "The target, in the same form. Nobody else may write to its topics meanwhile."))
                .addOption(names(TOPIC, "A topic to be moved; may stand many times. Without it: all."))
                .addOption(names(
                        CLIENT,
                        "A client whose committed offsets are moved; may stand many times. Without it: those of"
                                + " all."))
                .addOption(OptionSpec.builder(ONCE)
                        .description("Do not follow: end when all is copied and verified.")
                        .build())
                .addOption(OptionSpec.builder(NEW_TIMES)
                        .description("Messages get the time of their copy: for topics of Kafka whose times go back,"
                                + " which a broker of Kaska has not.")
                        .build());
        spec.usageMessage()
                .footer(
                        "",
                        "To switch over: start it; when it follows, stop the producers, then end it by ctrl-C or"
                                + " SIGTERM. It moves the rest, compares it, and ends; then start the producers with the"
                                + " new URL.",
                        "A move that was cut off is gone on with by the same command: the target tells how far it is.",
                        "Exit code: 0 if all was moved and is the same at the target, 1 if not, 2 for a wrong command"
                                + " line.");
        return spec;
    }

    private static OptionSpec url(String name, String description) {
        return OptionSpec.builder(name)
                .arity("1")
                .required(true)
                .paramLabel("URL")
                .type(String.class)
                .description(description)
                .build();
    }

    private static OptionSpec names(String name, String description) {
        return OptionSpec.builder(name)
                .arity("1")
                .paramLabel("NAME")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    int run() {
        StderrLogging.usually(Level.OFF); // what goes wrong is told here
        var stop = new Thread(this::awaitEnd, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            move();
            exitCode = CommandLine.ExitCode.OK;
            return exitCode;
        } catch (KaskaException e) {
            if (!stopped.get()) {
                throw e;
            }
            PrintWriter err = given.commandSpec().commandLine().getErr(); // the process ends before another can say it
            err.println(given.commandSpec().qualifiedName() + ": " + e.getMessage());
            err.flush();
            return exitCode;
        } finally {
            over.countDown();
            if (!stopped.get()) {
                removeHook(stop);
            }
        }
    }

    private void move() {
        CommandLine command = given.commandSpec().commandLine();
        var plan = new Migration.Plan(
                given.matchedOptionValue(FROM, ""),
                given.matchedOptionValue(TO, ""),
                set(TOPIC),
                set(CLIENT),
                given.hasMatchedOption(ONCE),
                given.hasMatchedOption(NEW_TIMES));
        var report = new MoveReport(command.getOut(), command.getErr(), Terminal::hasErrors);
        try (var migration = new Migration(plan, report, stopped::get)) {
            migration.run();
        }
    }

    private Set<String> set(String option) {
        return new LinkedHashSet<>(given.matchedOptionValue(option, List.<String>of()));
    }

    /** The hook of the JVM: asks for the end, waits for it, and says how it went, for which the JVM has no other way. */
    private void awaitEnd() {
        stopped.set(true);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            assert hook.isAlive(); // the JVM ends already, and the hook tells the exit code
        }
    }
}
