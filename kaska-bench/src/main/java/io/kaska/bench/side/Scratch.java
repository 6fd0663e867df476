package io.kaska.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that a broker writes in, and that is deleted with all that is in it. */
public final class Scratch implements AutoCloseable {
    private static final int LAST_LINES = 3;

    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    /** In the folder for messages, or else in the system's for what is temporary. */
    public static Scratch create(Storage storage) {
        try {
            return new Scratch(
                    storage.data().isPresent()
                            ? Files.createTempDirectory(storage.data().get(), "kaska-bench")
                            : Files.createTempDirectory("kaska-bench"));
        } catch (IOException e) {
            throw new BenchException("cannot make a folder to work in: " + e, e);
        }
    }

    /** A folder in it, made if it is missing. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new BenchException("cannot make a folder to work in: " + e, e);
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public void write(String name, String text) {
        try {
            Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new BenchException("cannot write " + file(name) + ": " + e, e);
        }
    }

    /** What a log ends with, from its first error on if it has one, to tell why something failed. */
    public String lastLines(String name) {
        try {
            List<String> lines = Files.exists(file(name)) ? Files.readAllLines(file(name)) : List.of();
            List<String> errors =
                    lines.stream().dropWhile(line -> !line.contains("ERROR")).toList();
            return String.join(
                    "; ",
                    errors.isEmpty()
                            ? lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                            : errors.subList(0, Math.min(LAST_LINES, errors.size())));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new BenchException("cannot delete " + folder + ": " + e, e);
        }
    }
}
