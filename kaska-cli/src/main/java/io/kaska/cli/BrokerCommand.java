package io.kaska.cli;

import io.kaska.cli.shell.Shell;
import io.kaska.server.KaskaBroker;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Runs a broker until the process is told to end. */
final class BrokerCommand {
    static final String NAME = "broker";

    private final CommandSpec spec;
    private final BrokerOptions options;

    BrokerCommand(ParseResult given) {
        this.spec = given.commandSpec();
        this.options = new BrokerOptions(given);
    }

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(
                NAME, "Runs the broker until SIGTERM or ctrl-C. The first line on stdout is 'listening on HOST:PORT'.");
        BrokerOptions.addTo(spec);
        spec.usageMessage()
                .footer(
                        "",
                        "SIZE is a number of bytes, or one with k, M or G; DURATION one with ms, s, m, h or d.",
                        "Exit code: 0 after a clean stop, 1 if it cannot start, 2 for a wrong command line.");
        return spec;
    }

    int run() throws InterruptedException {
        KaskaBroker broker = start();
        // Before the word that it listens: who reads it may end the process at once.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "stop"));
        announce(broker);
        new CountDownLatch(1).await(); // the hook ends the process
        return 0;
    }

    KaskaBroker start() {
        return options.toBuilder().start();
    }

    void announce(KaskaBroker broker) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + host(broker.address()) + ":" + broker.port());
        out.flush();
        if (Shell.isAtTerminal()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("ctrl-C stops it; in another terminal: ./kaska shell --port " + broker.port());
            err.flush();
        }
    }

    /** All interfaces are 0.0.0.0 to everybody, though the socket may call them ::. */
    private String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host.isAnyLocalAddress() && !options.namesAddress()) {
            return "0.0.0.0";
        }
        return host instanceof Inet6Address ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
    }

    /** A stop that was asked for is a success: without {@code halt} the JVM would exit with 143 or 130. */
    private static void stop(KaskaBroker broker) {
        broker.close();
        Runtime.getRuntime().halt(0);
    }
}
