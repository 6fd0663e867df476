package io.kaska.bench.kafka;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.BrokerProcess;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.Ports;
import io.kaska.bench.side.ProcessSide;
import io.kaska.bench.side.Scratch;
import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import io.kaska.bench.side.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One node that is broker and controller, with its defaults and the JVM options of Kafka's own start script. */
final class KafkaKind implements SideKind {
    private static final String LOG = "log";
    private static final String PROPERTIES = "server.properties";
    private static final String FORMAT_LOG = "format-log";
    private static final String CLUSTER = "a2Fza2EtYmVuY2gtMDAwMQ";
    private static final String LOGGING = "logback.xml";
    private static final int MOST_CLIENTS = 1_000;
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms1G",
            "-Xmx1G",
            "-server",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-Djava.awt.headless=true");

    /** Size, key 18, version 0, correlation 1, client's name "k". */
    private static final byte[] API_VERSIONS = {0, 0, 0, 11, 0, 18, 0, 0, 0, 0, 0, 1, 0, 1, 'k'};

    private final Path libraries;
    private final Storage storage;
    private final Tuning tuning;
    private final Map<String, byte[]> formatted = new HashMap<>();

    KafkaKind(Path libraries, Storage storage, Tuning tuning) {
        this.libraries = libraries;
        this.storage = storage;
        this.tuning = tuning;
    }

    @Override
    public String name() {
        return tuning.word();
    }

    @Override
    public String settings() {
        String files = storage.data().isPresent()
                ? storage.words()
                : "files in the system's temporary folder, flushed as the system pleases";
        return files + "; " + tuning.words();
    }

    @Override
    public boolean isStartedHere() {
        return true;
    }

    @Override
    public int maxClients() {
        return MOST_CLIENTS;
    }

    @Override
    public Side start() {
        Scratch scratch = Scratch.create(storage);
        int port = Ports.free();
        try {
            scratch.write(PROPERTIES, properties(port, Ports.free(), scratch.folder("data")));
            scratch.write(
                    LOGGING,
                    "<configuration><appender name='out' class='ch.qos.logback.core.ConsoleAppender'>"
                            + "<encoder><pattern>%level %logger{0} %msg%n</pattern></encoder></appender>"
                            + "<root level='WARN'><appender-ref ref='out'/></root></configuration>");
            format(scratch);
            BrokerProcess process = BrokerProcess.startListening(
                    command(
                            scratch,
                            JVM_OPTIONS,
                            "kafka.Kafka",
                            scratch.file(PROPERTIES).toString()),
                    port,
                    scratch,
                    LOG,
                    true);
            return new Started(process, scratch, port, tuning);
        } catch (BenchException e) {
            scratch.close();
            throw e;
        }
    }

    /**
     * Makes what a node needs in its folder before it starts for the first time. It does not depend on the node's ports,
     * so Kafka's tool for it, which takes seconds, does it once: those who measure starts mean other ones.
     */
    private void format(Scratch scratch) {
        Path folder = scratch.folder("data");
        try {
            if (formatted.isEmpty()) {
                runFormat(scratch);
                remember(folder);
            } else {
                for (var file : formatted.entrySet()) {
                    Path path = folder.resolve(file.getKey());
                    Files.createDirectories(path.resolveSibling(""));
                    Files.write(path, file.getValue());
                }
            }
        } catch (IOException e) {
            throw new BenchException("cannot format " + folder + " for Kafka: " + e, e);
        }
    }

    private void remember(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                formatted.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    private void runFormat(Scratch scratch) {
        List<String> command = command(
                scratch,
                List.of("-XX:TieredStopAtLevel=1"),
                "kafka.tools.StorageTool",
                "format",
                "-t",
                CLUSTER,
                "-c",
                scratch.file(PROPERTIES).toString());
        try (BrokerProcess process = BrokerProcess.start(command, scratch.file(FORMAT_LOG), false, true)) {
            if (!process.endsWell()) {
                throw new BenchException("Kafka cannot format its folder: " + scratch.lastLines(FORMAT_LOG));
            }
        }
    }

    private List<String> command(Scratch scratch, List<String> options, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dlogback.configurationFile=" + scratch.file(LOGGING));
        command.addAll(List.of("-cp", libraries.resolve("*").toString(), main));
        command.addAll(List.of(arguments));
        return command;
    }

    private String properties(int port, int controllerPort, Path data) {
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                "controller.listener.names=CONTROLLER",
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs=" + data,
                "offsets.topic.replication.factor=1",
                "auto.create.topics.enable=false",
                "message.max.bytes=" + Tuning.MOST_BYTES,
                // The disk of a topic that a round is done with, for the next round's.
                "log.segment.delete.delay.ms=1000",
                flushing(),
                "");
    }

    private String flushing() {
        if (storage.data().isEmpty()) {
            return "";
        }
        return switch (storage.fsync()) {
            case ALWAYS -> "log.flush.interval.messages=1";
            case INTERVAL -> "log.flush.interval.ms=1000\nlog.flush.scheduler.interval.ms=1000";
            case NEVER -> "";
        };
    }

    private record Started(BrokerProcess process, Scratch scratch, int port, Tuning tuning) implements ProcessSide {
        @Override
        public Client connect() {
            return new KafkaClient("127.0.0.1:" + port, tuning);
        }

        /** A socket that asked what the broker can do, as every client does first. */
        @Override
        public AutoCloseable connectIdle() {
            SocketChannel socket = Ports.connect(port);
            try {
                socket.write(ByteBuffer.wrap(API_VERSIONS));
                byte[] size = socket.socket().getInputStream().readNBytes(Integer.BYTES);
                if (size.length != Integer.BYTES) {
                    throw new BenchException("Kafka refuses a connection");
                }
                int rest = ByteBuffer.wrap(size).getInt();
                socket.socket().getInputStream().skipNBytes(rest);
                return socket;
            } catch (IOException e) {
                throw new BenchException("Kafka does not answer: " + e.getMessage(), e);
            }
        }
    }
}
