package io.kaska.cli;

import io.kaska.server.KaskaBroker;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.ParseResult;

/**
 * What the JVM is shown once, after a build, to write its ahead-of-time cache: help, version, errors, a broker, the shell
 * on it. The cache then holds the classes of it all, loaded and linked, which is what makes a start short.
 */
public final class Training {
    private static final String SCRIPT = """
            # everything that a first minute needs
            create training
            ntopics
            topics
            subscribe training
            send training "one\\x00message"
            length training 0
            end training
            position training
            commit training 1
            committed training
            poll 10 1ms
            poll
            delete training
            help
            """;

    private Training() {}

    public static void main(String[] args) {
        List.of(
                        "--help",
                        "--version",
                        "broker --help",
                        "shell --help",
                        "log --help",
                        "backup --help",
                        "broker none",
                        "")
                .forEach(Training::execute);
        int failed;
        try (KaskaBroker broker = startBroker()) {
            System.setIn(new ByteArrayInputStream(SCRIPT.getBytes(StandardCharsets.UTF_8)));
            failed = execute("shell training --url kaska://127.0.0.1:" + broker.port());
        }
        System.exit(failed);
    }

    private static KaskaBroker startBroker() {
        ParseResult given = KaskaCommand.commandLine().parseArgs("broker", "--bind", "127.0.0.1", "0");
        BrokerCommand command = new BrokerCommand(given.subcommand());
        KaskaBroker broker = command.start();
        command.announce(broker);
        return broker;
    }

    private static int execute(String command) {
        return KaskaCommand.commandLine().execute(command.isEmpty() ? new String[0] : command.split(" "));
    }
}
