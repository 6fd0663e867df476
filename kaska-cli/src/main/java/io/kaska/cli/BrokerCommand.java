package io.kaska.cli;

import io.kaska.KaskaException;
import io.kaska.server.KaskaBroker;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a broker until the process is told to end. Options that are not given are left to the broker's own defaults. */
@Command(
        name = "broker",
        description = "Runs the broker until SIGTERM or ctrl-C. The first line on stdout is 'listening on HOST:PORT'.",
        mixinStandardHelpOptions = true,
        versionProvider = KaskaVersion.class,
        sortOptions = false,
        footer = {
            "",
            "SIZE is a number of bytes, or one with k, M or G; DURATION one with ms, s, m or h.",
            "Exit code: 0 after a clean stop, 1 if it cannot start, 2 for a wrong command line."
        })
final class BrokerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PORT", description = "TCP port to listen on, 0 to 65535; 0 takes a free one.")
    private int port;

    @Parameters(
            paramLabel = "DIR_COMMITTED",
            arity = "0..1",
            description = "Folder that committed offsets are kept in; it must exist. Default: in memory.")
    private Optional<Path> committed = Optional.empty();

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Address to listen on. Default: all interfaces.")
    private Optional<String> bind = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", hidden = true)
    private Optional<String> data = Optional.empty();

    @Option(names = "--max-message", paramLabel = "SIZE", description = "Largest message. Default: 64M.")
    private Optional<ByteSize> maxMessage = Optional.empty();

    @Option(names = "--max-connections", paramLabel = "N", description = "Most connections at once. Default: 100000.")
    private Optional<Integer> maxConnections = Optional.empty();

    @Option(
            names = "--memory",
            paramLabel = "SIZE|PERCENT%%",
            description = "Memory for messages; past it a send is refused. Default: 50%% of the machine's.")
    private Optional<MemorySize> memory = Optional.empty();

    @Option(
            names = "--unfinished-memory",
            paramLabel = "SIZE",
            description = "Memory for messages that have not arrived whole, over all connections."
                    + " Default: an eighth of --memory.")
    private Optional<MemorySize> unfinishedMemory = Optional.empty();

    @Option(
            names = "--stall-timeout",
            paramLabel = "DURATION",
            description = "A client that stops in the middle of a request or answer is disconnected after it."
                    + " Default: 30s.")
    private Optional<Duration> stallTimeout = Optional.empty();

    @Option(
            names = "--no-spin",
            description = "Sleep at once when a client is silent, instead of looking for its next request for some"
                    + " microseconds first: saves processor time, costs latency.")
    private boolean noSpin;

    @Override
    public Integer call() throws InterruptedException {
        KaskaBroker broker = configured().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "stop"));
        announce(broker);
        new CountDownLatch(1).await(); // the hook ends the process
        return 0;
    }

    /** The broker that the options describe, not yet started. */
    KaskaBroker.Builder configured() {
        if (data.isPresent()) {
            throw new KaskaException("--data " + data.get()
                    + ": this version cannot keep messages on disk; leave --data out to keep them in memory");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("the port is 0 to 65535, not " + port);
        }
        KaskaBroker.Builder builder = KaskaBroker.builder().port(port).spinning(!noSpin);
        committed.ifPresent(builder::committedOffsets);
        bind.ifPresent(builder::bind);
        maxMessage.ifPresent(size -> builder.maxMessageSize(size.intBytes()));
        maxConnections.ifPresent(builder::maxConnections);
        memory.ifPresent(size -> builder.memory(size.bytes()));
        unfinishedMemory.ifPresent(size -> builder.unfinishedMemory(size.bytes()));
        stallTimeout.ifPresent(builder::stallTimeout);
        return builder;
    }

    private void announce(KaskaBroker broker) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + host(broker.address()) + ":" + broker.port());
        out.flush();
        if (System.console() != null && System.console().isTerminal()) {
            spec.commandLine()
                    .getErr()
                    .println("ctrl-C stops it; in another terminal: ./kaska shell --port " + broker.port());
            spec.commandLine().getErr().flush();
        }
    }

    /** All interfaces are 0.0.0.0 to everybody, though the socket may call them ::. */
    private String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host.isAnyLocalAddress() && bind.isEmpty()) {
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
