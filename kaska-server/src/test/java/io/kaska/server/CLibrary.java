package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The C library of the folder {@code libkaska}, built below {@code target}. Where a tool that is needed for that is
 * missing the test ends, skipped, and says which.
 */
final class CLibrary {
    static final Path SOURCES = Path.of(System.getProperty("kaska.root", ".."), "libkaska")
            .toAbsolutePath()
            .normalize();

    private static final int PATIENCE_MINUTES = 20;
    private final Path out;
    private final List<String> options;

    private CLibrary(String name, String... options) {
        this.out = Path.of("target", "libkaska", name).toAbsolutePath();
        this.options = List.of(options);
    }

    /** As it is installed. */
    static CLibrary plain() throws IOException, InterruptedException {
        String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            abort("SKIPPED: the C library's Makefile is for Linux, and this is " + system);
        }
        require("make", "--version");
        requireCompiler();
        return new CLibrary("plain");
    }

    /** With AddressSanitizer and UndefinedBehaviorSanitizer, and every program that belongs to it. */
    static CLibrary sanitized() throws IOException, InterruptedException {
        plain();
        requireCompiler("-fsanitize=address,undefined");
        return new CLibrary("sanitized", "SANITIZE=address,undefined");
    }

    /** Ends the test, skipped, where a small program does not compile or does not run. */
    private static void requireCompiler(String... flags) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kaska-c");
        Path source = Files.writeString(
                folder.resolve("trial.c"), "#include <stdio.h>\nint main(void) { return puts(\"good\") < 0; }\n");
        Path trial = folder.resolve("trial");
        try {
            List<String> command = new ArrayList<>(List.of("cc", "-o", trial.toString(), source.toString()));
            command.addAll(Arrays.asList(flags));
            require(command.toArray(String[]::new));
            require(trial.toString());
        } finally {
            Files.deleteIfExists(trial);
            Files.delete(source);
            Files.delete(folder);
        }
    }

    /** Ends the test, skipped, where a command is not to be had. */
    static void require(String... command) throws IOException, InterruptedException {
        try {
            Result result = run(Map.of(), command);
            if (!result.isGood()) {
                abort("SKIPPED: " + command[0] + " does not work here: " + result.output());
            }
        } catch (IOException e) {
            abort("SKIPPED: " + command[0] + " is not installed: " + e.getMessage());
        }
    }

    /** Makes targets, with variables as NAME=VALUE among them; what was printed. */
    String make(Map<String, String> environment, String... targets) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("make", "-s", "-C", SOURCES.toString(), "OUT=" + out, "CC=cc"));
        command.addAll(options);
        command.addAll(Arrays.asList(targets));
        Result result = run(environment, command.toArray(String[]::new));
        assertThat(result.isGood()).as(result.output()).isTrue();
        return result.output();
    }

    /** A program of the tests, once `make tests` has built it. */
    Path program(String name) {
        return out.resolve("build/test").resolve(name);
    }

    /** The variables that show a C program where a broker is. */
    static Map<String, String> environment(int port) {
        return Map.of("BROKER_HOST", "127.0.0.1", "BROKER_PORT", Integer.toString(port));
    }

    /** How a command ended, and what it printed on stdout and stderr. */
    record Result(int exitCode, String output) {
        boolean isGood() {
            return exitCode == 0;
        }
    }

    static Result run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("kaska-c", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " does not end; it printed: " + read(output));
            }
            return new Result(process.exitValue(), read(output));
        } finally {
            Files.delete(output);
        }
    }

    private static String read(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }
}
