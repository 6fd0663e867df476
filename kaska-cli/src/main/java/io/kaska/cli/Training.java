package io.kaska.cli;

import io.kaska.server.KaskaBroker;
import java.util.List;

/**
 * What the JVM is shown once, after a build, to write its ahead-of-time cache: help, version, a broker, a client, the
 * shell. The cache then holds the classes of it all, loaded and linked, which is what makes a start short.
 */
public final class Training {
    private Training() {}

    public static void main(String[] args) throws Exception {
        for (List<String> command : List.of(
                List.of("--help"), List.of("--version"), List.of("broker", "--help"), List.of("broker", "none"))) {
            KaskaCommand.commandLine().execute(command.toArray(String[]::new));
        }
        try (KaskaBroker broker = KaskaBroker.builder().bind("127.0.0.1").start()) {
            System.out.println("listening on " + broker.address() + ":" + broker.port());
        }
    }
}
