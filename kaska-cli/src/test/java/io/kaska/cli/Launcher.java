package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The real {@code ./kaska} as a process, with no JAVA_HOME and no broker in its environment. To be closed, so that no
 * process outlives its test. Which test starts it first may wait for the ahead-of-time cache to be made.
 */
final class Launcher implements AutoCloseable {
    static final Path ROOT =
            Path.of(System.getProperty("kaska.root", "..")).toAbsolutePath().normalize();

    private static final long PATIENCE_SECONDS = 120;

    /** Who reads a process waits: a thread for each, since the common pool has one only on two cores. */
    private static final Executor READERS =
            reading -> Thread.ofPlatform().daemon().start(reading);

    private final Process process;
    private final BufferedReader out;
    private final Queue<String> err = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> errEnd;

    private Launcher(Process process) {
        this.process = process;
        this.out = process.inputReader(UTF_8);
        this.errEnd = CompletableFuture.runAsync(
                () -> process.errorReader(UTF_8).lines().forEach(err::add), READERS);
    }

    /** What a finished process left behind. */
    record Outcome(int exitCode, String out, String err) {}

    static Launcher start(Map<String, String> environment, String... arguments) {
        return start(ROOT.resolve("kaska"), environment, arguments);
    }

    static Launcher start(Path launcher, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "BROKER_HOST", "BROKER_PORT", "KASKA_URL"));
        builder.environment().putAll(environment);
        try {
            return new Launcher(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs to the end with a text as stdin. */
    static Outcome run(Map<String, String> environment, String in, String... arguments) {
        try (Launcher launcher = start(environment, arguments)) {
            launcher.type(in);
            return launcher.finish();
        }
    }

    /** A broker, from a free port on. */
    static Launcher broker(String... arguments) {
        List<String> all = new ArrayList<>(List.of("broker", "0"));
        all.addAll(List.of(arguments));
        return start(Map.of(), all.toArray(String[]::new));
    }

    /** Reads the line that says where a broker listens. */
    int awaitPort() {
        String line = readLine();
        if (!line.startsWith("listening on ")) {
            throw new AssertionError("the broker's first line is: " + line + "\n" + errorsSoFar());
        }
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    String readLine() {
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return String.valueOf(out.readLine());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        READERS)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** What stderr has so far. */
    String errorsSoFar() {
        return String.join("", err.stream().map(line -> line + "\n").toList());
    }

    /** Gives a text as stdin, and ends stdin. */
    void type(String text) {
        if (!text.isEmpty()) {
            write(text);
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a text as a part of stdin. */
    void write(String text) {
        try {
            OutputStream in = process.getOutputStream();
            in.write(text.getBytes(UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid(); // the launcher becomes the JVM
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close the streams, too
    }

    /** SIGKILL, as a crash would. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    Outcome finish() {
        try {
            CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> readRest(out), READERS);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(process.info() + " does not end");
            }
            return new Outcome(process.exitValue(), rest.join(), errors());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** All of stderr; waits for its end. */
    private String errors() {
        errEnd.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return errorsSoFar();
    }

    private static String readRest(BufferedReader reader) {
        StringBuilder rest = new StringBuilder();
        reader.lines().forEach(line -> rest.append(line).append('\n'));
        return rest.toString();
    }
}
