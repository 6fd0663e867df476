package io.kaska.server;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A disk in memory, so small that it can be filled. It takes the right to mount; without it the test is skipped. */
final class SmallDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";
    private static final int PIECE = 4_096;

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Mounts one of a size in bytes on an empty folder. */
    static SmallDisk mount(Path on, long size) throws IOException {
        Files.createDirectories(on);
        String problem;
        try {
            problem = run("mount", "-t", "tmpfs", "-o", "size=" + size, "kaska-test", on.toString());
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (!problem.isEmpty()) {
            abort("SKIPPED: no disk in memory can be mounted here, that takes root: " + problem);
        }
        return new SmallDisk(on);
    }

    /** Returns what the command complains of; nothing after a success. */
    private static String run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exitCode = process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
        return exitCode == 0 ? "" : String.join(" ", command) + ": " + said;
    }

    Path root() {
        return root;
    }

    /** An empty folder on it. */
    Path folder(String name) throws IOException {
        return Files.createDirectory(root.resolve(name));
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    /** Takes all that is free but for some bytes, by a file beside what is tested. */
    void fillBut(long free) throws IOException {
        byte[] piece = new byte[PIECE];
        try (var out =
                Files.newOutputStream(root.resolve(BALLAST), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (freeBytes() > free) {
                out.write(piece);
            }
        }
    }

    /** Gives back what {@link #fillBut} took. */
    void relieve() throws IOException {
        Files.deleteIfExists(root.resolve(BALLAST));
    }

    /** From now on nothing on it can be changed. */
    void makeReadOnly() throws IOException {
        String problem = run("mount", "-o", "remount,ro", root.toString());
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }

    /** Also while somebody still uses a file on it. */
    @Override
    public void close() throws IOException {
        String problem = run("umount", "-l", root.toString());
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }
}
