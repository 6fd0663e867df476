package io.kaska.server;

import com.sun.management.ThreadMXBean;
import io.kaska.Kaska;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A broker in a JVM of its own: both the main class that runs there and the handle on this side. The arguments are
 * settings as NAME=VALUE. It prints its port and its process id, answers questions on stdin, and ends with stdin.
 */
final class BrokerProcess implements AutoCloseable {
    private final ChildJvm jvm;
    private final int port;
    private final long pid;

    private BrokerProcess(ChildJvm jvm) throws IOException, InterruptedException {
        this.jvm = jvm;
        port = Integer.parseInt(jvm.line());
        pid = Long.parseLong(jvm.line());
    }

    static BrokerProcess start(String... settings) throws IOException, InterruptedException {
        return startUnder(List.of(), List.of(), settings);
    }

    /** The broker as the child of a command, say strace, and with options for its JVM. */
    static BrokerProcess startUnder(List<String> command, List<String> jvmOptions, String... settings)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of("-Xms64m", "-Xmx256m"));
        options.addAll(jvmOptions);
        return new BrokerProcess(ChildJvm.runUnder(command, options, BrokerProcess.class, (Object[]) settings));
    }

    int port() {
        return port;
    }

    /** Of the broker itself, not of a command around it. */
    ProcessStatus status() {
        return new ProcessStatus(pid);
    }

    Kaska connect() {
        return Kaska.connect("127.0.0.1", port);
    }

    /** How many bytes all threads of the broker's JVM have allocated on its heap since it began. */
    long allocatedBytes() throws IOException, InterruptedException {
        return Long.parseLong(jvm.ask("allocated"));
    }

    /** Makes a full collection. */
    void collectGarbage() throws IOException, InterruptedException {
        jvm.ask("gc");
    }

    /** Loads all of Kaska's classes that lie in folders: later that would take a descriptor for each. */
    void loadClasses() throws IOException, InterruptedException {
        jvm.ask("load");
    }

    /** SIGKILL, as a crash would. */
    void kill() throws IOException, InterruptedException {
        jvm.kill();
    }

    @Override
    public void close() throws IOException {
        jvm.close();
    }

    public static void main(String[] settings) throws IOException {
        KaskaBroker.Builder builder = KaskaBroker.builder().bind("127.0.0.1");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            set(builder, setting.substring(0, equals), setting.substring(equals + 1));
        }
        try (KaskaBroker broker = builder.start();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(broker.port());
            System.out.println(ProcessHandle.current().pid());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(line));
            }
        }
    }

    private static void set(KaskaBroker.Builder builder, String name, String value) {
        switch (name) {
            case "data" -> builder.data(Path.of(value));
            case "committed" -> builder.committedOffsets(Path.of(value));
            case "fsync" -> FsyncMode.valueOf(value).applyTo(builder);
            default -> set(builder, name, Long.parseLong(value));
        }
    }

    private static void set(KaskaBroker.Builder builder, String name, long value) {
        switch (name) {
            case "segmentSize" -> builder.segmentSize(Math.toIntExact(value));
            case "openFiles" -> builder.openFiles(Math.toIntExact(value));
            case "memory" -> builder.memory(value);
            case "unfinished" -> builder.unfinishedMemory(value);
            case "maxMessage" -> builder.maxMessageSize(Math.toIntExact(value));
            case "maxConnections" -> builder.maxConnections(Math.toIntExact(value));
            case "stallMillis" -> builder.stallTimeout(Duration.ofMillis(value));
            case "spinning" -> builder.spinning(value != 0);
            default -> throw new IllegalArgumentException("no such setting: " + name);
        }
    }

    private static void load(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '.');
                if (name.startsWith("io.kaska.")) {
                    Class.forName(
                            name.substring(0, name.length() - ".class".length()),
                            false,
                            BrokerProcess.class.getClassLoader());
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    private static String answer(String question) throws IOException {
        return switch (question) {
            case "allocated" -> {
                ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                yield Long.toString(threads.getTotalThreadAllocatedBytes());
            }
            case "gc" -> {
                System.gc();
                yield "done";
            }
            case "load" -> {
                for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                    load(Path.of(part));
                }
                yield "done";
            }
            default -> throw new IllegalArgumentException("no such question: " + question);
        };
    }
}
