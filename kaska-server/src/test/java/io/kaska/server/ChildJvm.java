package io.kaska.server;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own with this test's class path, that is spoken to by lines on its stdin and stdout. It ends when its
 * stdin is closed, as all main classes of these tests do; else it is killed.
 */
final class ChildJvm implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    private static final String END = "\0end";

    private final Process process;
    private final Path errors;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BufferedWriter stdin;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        stdin = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readLines, "stdout of a child");
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs a main class with the JVM's options as given. */
    static ChildJvm run(List<String> jvmOptions, Class<?> main, Object... arguments) throws IOException {
        return runUnder(List.of(), jvmOptions, main, arguments);
    }

    /** The same as the child of another command, which ends with it. */
    static ChildJvm runUnder(List<String> command, List<String> jvmOptions, Class<?> main, Object... arguments)
            throws IOException {
        List<String> words = new ArrayList<>(command);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmOptions);
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        Path errors = Files.createTempFile("kaska-child", ".err");
        return new ChildJvm(
                new ProcessBuilder(words).redirectError(errors.toFile()).start(), errors);
    }

    private void readLines() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("stdout broke: " + e);
        }
        lines.add(END);
    }

    long pid() {
        return process.pid();
    }

    /** The next line it prints. */
    String line() throws InterruptedException, IOException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("the child prints nothing; on its stderr: " + Files.readString(errors));
        }
        if (line.equals(END)) {
            lines.add(END);
            throw new AssertionError("the child ended; on its stderr: " + Files.readString(errors));
        }
        return line;
    }

    /** All lines it prints until it ends by itself, which has to be with exit code 0. */
    List<String> linesToTheEnd() throws InterruptedException, IOException {
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError("the child failed or hangs; on its stderr: " + Files.readString(errors));
        }
        List<String> all = new ArrayList<>();
        for (String line = lines.take(); !line.equals(END); line = lines.take()) {
            all.add(line);
        }
        return all;
    }

    /** Writes a line to its stdin, and returns the line that it answers. */
    String ask(String question) throws InterruptedException, IOException {
        stdin.write(question + "\n");
        stdin.flush();
        return line();
    }

    @Override
    public void close() throws IOException {
        closeStdin();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                end();
            }
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(errors);
    }

    /** SIGKILL, as a crash would; returns when the process is gone. */
    void kill() throws IOException, InterruptedException {
        end();
        process.waitFor();
        Files.deleteIfExists(errors);
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void closeStdin() {
        try {
            stdin.close();
        } catch (IOException e) {
            // it has ended already
        }
    }
}
