package io.kaska.kafka;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A real cluster of Apache Kafka in this JVM: nodes that are broker and controller at once, each with a folder and ports
 * of its own. A node can be stopped and started again. Used by one thread.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final String CLUSTER_ID = Uuid.randomUuid().toString();

    /** What makes a test wait in a cluster that is idle. */
    private static final Map<String, String> QUICK = Map.ofEntries(
            Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("replica.fetch.wait.max.ms", "20"),
            Map.entry("replica.fetch.backoff.ms", "50"),
            Map.entry("log.retention.check.interval.ms", "200"),
            Map.entry("log.initial.task.delay.ms", "100"),
            Map.entry("log.segment.delete.delay.ms", "0"),
            Map.entry("log.index.size.max.bytes", "65536"),
            Map.entry("broker.heartbeat.interval.ms", "300"),
            Map.entry("broker.session.timeout.ms", "2000"),
            Map.entry("controller.quorum.append.linger.ms", "0"),
            Map.entry("controller.quorum.election.timeout.ms", "500"),
            Map.entry("controller.quorum.fetch.timeout.ms", "1000"),
            Map.entry("controlled.shutdown.enable", "false"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("num.network.threads", "1"),
            Map.entry("num.io.threads", "2"),
            Map.entry("background.threads", "2"));

    /** Three nodes and their clients in one JVM say a lot; what a test waits for it sees by itself. */
    private static final List<String> TALKATIVE = List.of("kafka", "org.apache.kafka", "state.change.logger");

    private final Path folder;
    private final List<Integer> brokerPorts;
    private final List<Integer> controllerPorts;
    private final Map<String, String> more = new HashMap<>();
    private final List<@Nullable KafkaRaftServer> nodes = new ArrayList<>();

    private KafkaCluster(Path folder, int count) throws IOException {
        this.folder = folder;
        List<Integer> ports = freePorts(2 * count);
        brokerPorts = ports.subList(0, count);
        controllerPorts = ports.subList(count, 2 * count);
    }

    /** Formats a cluster and starts it. */
    public static KafkaCluster start(int count) {
        KafkaCluster cluster = formatted(count);
        cluster.startAll();
        return cluster;
    }

    /** A cluster of which no node runs. */
    public static KafkaCluster formatted(int count) {
        silence();
        try {
            KafkaCluster cluster = new KafkaCluster(Files.createTempDirectory("kafka"), count);
            for (int node = 0; node < count; node++) {
                cluster.format(node);
                cluster.nodes.add(null);
            }
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void silence() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
        }
    }

    /** Further properties of the nodes that are started from now on. */
    KafkaCluster with(Map<String, String> properties) {
        more.putAll(properties);
        return this;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void format(int node) {
        try {
            Formatter formatter = new Formatter()
                    .setClusterId(CLUSTER_ID)
                    .setNodeId(node)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(nodeFolder(node))
                    .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream(), true))
                    .addDirectory(nodeFolder(node));
            formatter.run();
        } catch (Exception e) {
            throw new IllegalStateException("node " + node + " cannot be formatted", e);
        }
    }

    private String nodeFolder(int node) {
        return folder.resolve("node" + node).toString();
    }

    /** Where clients find the cluster: all nodes, running or not. */
    public String addresses() {
        return brokerPorts.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","));
    }

    public String url() {
        return "kafka://" + addresses();
    }

    int count() {
        return brokerPorts.size();
    }

    public void startAll() {
        List<Thread> starts = IntStream.range(0, count())
                .filter(node -> nodes.get(node) == null)
                .mapToObj(node -> Thread.ofPlatform().start(() -> startNode(node)))
                .toList();
        starts.forEach(KafkaCluster::join);
    }

    public void startNode(int node) {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties(node)), Time.SYSTEM);
        server.startup();
        nodes.set(node, server);
    }

    /** Stops a node that says good-bye to nobody: what it leads is led again when the controllers miss it. */
    public void stopNode(int node) {
        KafkaRaftServer server = nodes.set(node, null);
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    public void stopAll() {
        List<Thread> stops = IntStream.range(0, count())
                .mapToObj(node -> Thread.ofPlatform().start(() -> stopNode(node)))
                .toList();
        stops.forEach(KafkaCluster::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a node starts", e);
        }
    }

    private Properties properties(int node) {
        Properties all = new Properties();
        all.putAll(QUICK);
        all.putAll(more);
        all.put("process.roles", "broker,controller");
        all.put("node.id", String.valueOf(node));
        all.put("log.dirs", nodeFolder(node));
        all.put(
                "listeners",
                "PLAINTEXT://localhost:" + brokerPorts.get(node) + ",CONTROLLER://localhost:"
                        + controllerPorts.get(node));
        all.put("controller.listener.names", "CONTROLLER");
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put(
                "controller.quorum.voters",
                IntStream.range(0, count())
                        .mapToObj(i -> i + "@localhost:" + controllerPorts.get(i))
                        .collect(Collectors.joining(",")));
        all.put("offsets.topic.replication.factor", String.valueOf(count()));
        all.put("transaction.state.log.replication.factor", String.valueOf(count()));
        all.put("share.coordinator.state.topic.replication.factor", String.valueOf(count()));
        return all;
    }

    @Override
    public void close() {
        stopAll();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
