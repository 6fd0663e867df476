package io.kaska.broker;

import io.kaska.broker.StoredTopics.StoredTopic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Copies a folder of Kaska to where a broker can start from, whether a broker has the folder or not: that one is not
 * asked, and not hindered. Committed offsets are copied first, so that none is ahead of the messages. What is made
 * meanwhile may be in the copy or not; of a topic that is deleted meanwhile nothing is.
 *
 * <pre>
 *   TARGET/unfinished-backup   until all the rest is there and safe: no broker takes a folder with that in it
 *   TARGET/format              written last
 * </pre>
 *
 * <p>For one thread, once.
 */
public final class FolderBackup {
    static final String UNFINISHED = "unfinished-backup";

    private final Path source;
    private final Path target;
    private final Consumer<Finding> damage;
    private final FolderProgress progress;

    private FolderBackup(Path source, Path target, Consumer<Finding> damage, FolderProgress progress) {
        this.source = source;
        this.target = target;
        this.damage = damage;
        this.progress = progress;
    }

    /**
     * Copies; when it returns the copy is on the disk.
     *
     * @param target does not exist, or is empty; the folder it is to stand in exists
     * @param damage is told of messages that are missing in the copy because they cannot be read
     * @throws IOException if the source is no folder of Kaska, the target is not empty, or the disk fails; the text is
     *     one clear line
     */
    public static FolderTotals run(Path source, Path target, Consumer<Finding> damage, FolderProgress progress)
            throws IOException {
        DataFolder.requireMade(source);
        requireEmpty(source, target);
        try {
            return new FolderBackup(source, target, damage, progress).run();
        } catch (IOException e) {
            throw new IOException(
                    "the backup is not finished, delete the folder " + target + ": " + DirectoryOffsets.reasonOf(e), e);
        }
    }

    private static void requireEmpty(Path source, Path target) throws IOException {
        String what = "the folder for the backup, " + target + ", ";
        Path absolute = target.toAbsolutePath().normalize();
        if (absolute.startsWith(source.toAbsolutePath().normalize())) {
            throw new IOException(what + "lies in the folder that is to be copied: name another");
        }
        if (!Files.exists(target)) {
            Path parent = absolute.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw new IOException(what + "cannot be made: there is no folder " + parent);
            }
        } else if (!Files.isDirectory(target)) {
            throw new IOException(what + "is a file: name another");
        } else if (Files.exists(target.resolve(UNFINISHED))) {
            throw new IOException(what + "holds a backup that was not finished: delete it, or name another");
        } else if (!StoredTopics.sorted(target).isEmpty()) {
            throw new IOException(what + "is not empty: name another");
        }
    }

    private FolderTotals run() throws IOException {
        begin();
        Map<String, Object> before = identities();
        FileCopy.folder(source.resolve(DataFolder.OFFSETS), target.resolve(DataFolder.OFFSETS), name -> true);
        FileCopy.folder(source, target, name -> !isOurs(name));
        FolderTotals totals = FolderTotals.NOTHING;
        Set<String> same = new HashSet<>();
        for (StoredTopic topic : StoredTopics.in(source).topics()) {
            progress.next(topic.text());
            var copy = new TopicCopy(topic, target.resolve(DataFolder.TOPICS), damage, progress);
            if (copy.run()) {
                totals = totals.plus(copy.totals());
                if (copy.identity().equals(before.get(topic.folderName()))) {
                    same.add(topic.folderName());
                }
            }
        }
        dropOffsetsOfOthers(same);
        finish();
        return totals;
    }

    private void begin() throws IOException {
        if (!Files.exists(target)) {
            Files.createDirectory(target);
            AsideFiles.flush(target.toAbsolutePath().normalize().resolveSibling("."));
        }
        var text = "This backup of " + source.toAbsolutePath() + " was not finished, and no broker takes it.\n";
        new AsideFiles().replace(target, UNFINISHED, StandardCharsets.UTF_8.encode(text));
        Files.createDirectory(target.resolve(DataFolder.TOPICS));
        Files.createDirectory(target.resolve(DataFolder.OFFSETS));
    }

    private Map<String, Object> identities() throws IOException {
        Map<String, Object> identities = new HashMap<>();
        for (StoredTopic topic : StoredTopics.in(source).topics()) {
            TopicCopy.identity(topic.folder()).ifPresent(identity -> identities.put(topic.folderName(), identity));
        }
        return identities;
    }

    /** What has a meaning of its own in the copy, or none. */
    private static boolean isOurs(String name) {
        return name.startsWith(".")
                || Set.of(DataFolder.TOPICS, DataFolder.OFFSETS, DataFolder.FORMAT_FILE, CleanStop.FILE, "lost+found")
                        .contains(name);
    }

    /** A topic that was deleted or made anew since its offsets were copied has other messages than they are about. */
    private void dropOffsetsOfOthers(Set<String> same) throws IOException {
        for (Path client : StoredTopics.sorted(target.resolve(DataFolder.OFFSETS))) {
            if (!Files.isDirectory(client)) {
                continue;
            }
            for (Path file : StoredTopics.sorted(client)) {
                String name = String.valueOf(file.getFileName());
                if (!same.contains(name) && !name.equals(FileName.FULL_NAME_FILE)) {
                    Files.delete(file);
                }
            }
            AsideFiles.flush(client);
        }
    }

    private void finish() throws IOException {
        AsideFiles.flush(target.resolve(DataFolder.TOPICS));
        AsideFiles.flush(target.resolve(DataFolder.OFFSETS));
        AsideFiles.flush(target);
        Files.delete(target.resolve(UNFINISHED));
        DataFolder.writeFormat(target);
    }
}
