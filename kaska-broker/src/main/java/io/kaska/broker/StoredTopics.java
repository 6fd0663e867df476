package io.kaska.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topics that stand in a folder of Kaska, read once; nothing is changed. Immutable.
 *
 * @param topics by the names of their folders
 * @param foreign what is no topic, by name
 * @param left what a broker that was killed left behind, and the next start deletes
 */
record StoredTopics(List<StoredTopic> topics, List<Path> foreign, List<Path> left) {

    /** A topic by its folder and its name, which is UTF-8. */
    record StoredTopic(Path folder, ByteBuffer name) {
        String folderName() {
            return String.valueOf(folder.getFileName());
        }

        String text() {
            return StandardCharsets.UTF_8.decode(name.duplicate()).toString();
        }
    }

    static StoredTopics in(Path root) throws IOException {
        var found = new StoredTopics(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Path path : sorted(root.resolve(DataFolder.TOPICS))) {
            found.add(path);
        }
        return found;
    }

    /** All that stands in a folder, by name; nothing if there is no such folder. */
    static List<Path> sorted(Path folder) throws IOException {
        List<Path> all = list(folder);
        all.sort(null);
        return all;
    }

    /** The same in any order. */
    static List<Path> list(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(all::add);
        } catch (NoSuchFileException e) {
            return all;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    private void add(Path path) throws IOException {
        String file = String.valueOf(path.getFileName());
        if (file.startsWith(TopicFolder.NEW) || file.startsWith(TopicFolder.DELETED)) {
            left.add(path);
            return;
        }
        ByteBuffer name = Files.isDirectory(path) ? nameOf(path, file) : null;
        if (name == null) {
            foreign.add(path);
        } else {
            topics.add(new StoredTopic(path, name));
        }
    }

    private static @Nullable ByteBuffer nameOf(Path path, String file) throws IOException {
        try {
            return TopicFolder.nameOf(path, file);
        } catch (NoSuchFileException e) {
            return null; // deleted meanwhile
        }
    }

    /** The topic of a name, or of which the folder has that name; null if there is none. */
    @Nullable
    StoredTopic find(String name) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(name);
        for (StoredTopic topic : topics) {
            if (topic.name().equals(bytes)) {
                return topic;
            }
        }
        return topics.stream()
                .filter(topic -> topic.folderName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
