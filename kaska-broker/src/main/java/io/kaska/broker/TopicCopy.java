package io.kaska.broker;

import io.kaska.broker.StoredTopics.StoredTopic;
import io.kaska.log.Disk;
import io.kaska.log.LogCopy;
import io.kaska.log.LogTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies one topic, which a broker may write, delete and make anew meanwhile: what is kept comes from one topic, whole.
 * For one thread, once.
 */
final class TopicCopy {
    private final StoredTopic topic;
    private final Path target;
    private final Consumer<Finding> damage;
    private final FolderProgress progress;
    private Object identity = "";
    private LogTotals totals = new LogTotals(0, 0, 0, 0, 0);

    /** @param topics the folder of topics to copy into */
    TopicCopy(StoredTopic topic, Path topics, Consumer<Finding> damage, FolderProgress progress) {
        this.topic = topic;
        this.target = topics.resolve(topic.folderName());
        this.damage = damage;
        this.progress = progress;
    }

    /** What tells a folder from another that has its name later; empty if there is none. */
    static Optional<Object> identity(Path folder) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
            // A number alone may be given again at once, to a folder that was made later.
            return Optional.of(attributes.fileKey() + " " + attributes.creationTime());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns whether there is a copy: false if the topic was deleted. */
    boolean run() throws IOException {
        Optional<Object> before = identity(topic.folder());
        while (before.isPresent()) {
            List<Finding> found = new ArrayList<>();
            IOException failed = tryCopy(found);
            Optional<Object> after = identity(topic.folder());
            if (before.equals(after)) {
                if (failed != null) {
                    throw failed;
                }
                found.forEach(damage);
                identity = before.get();
                return true;
            }
            delete();
            before = after;
        }
        return false;
    }

    private @Nullable IOException tryCopy(List<Finding> found) {
        try {
            Files.createDirectory(target);
            FileCopy.folder(topic.folder(), target, name -> !isOfLog(name));
            totals = LogCopy.run(Disk.real(), topic.folder(), target, one -> found.add(Finding.of(one)), progress::add);
            AsideFiles.flush(target);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static boolean isOfLog(String name) {
        return name.startsWith(".") || name.endsWith(".data") || name.endsWith(".index");
    }

    private void delete() throws IOException {
        for (Path file : StoredTopics.sorted(target)) {
            Files.delete(file);
        }
        Files.delete(target);
    }

    /** What tells the topic that was copied from others of its name. */
    Object identity() {
        return identity;
    }

    LogTotals totals() {
        return totals;
    }
}
