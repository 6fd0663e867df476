package io.kaska.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;

/** Copies small files as they are, and makes them safe. What goes away meanwhile is left out. Any thread may call it. */
final class FileCopy {
    private FileCopy() {}

    /**
     * Copies what stands in a folder, and in the folders in it, but for names that begin with a dot.
     *
     * @param to is made if it is not there
     * @param wanted by name, in the folder itself
     */
    static void folder(Path from, Path to, Predicate<String> wanted) throws IOException {
        if (!Files.isDirectory(to)) {
            Files.createDirectory(to);
        }
        for (Path path : StoredTopics.sorted(from)) {
            String name = String.valueOf(path.getFileName());
            if (name.startsWith(".") || !wanted.test(name)) {
                continue;
            }
            if (Files.isDirectory(path)) {
                folder(path, to.resolve(name), inner -> true);
            } else {
                file(path, to.resolve(name));
            }
        }
        AsideFiles.flush(to);
    }

    private static void file(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException e) {
            return; // deleted since its name was read
        }
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
