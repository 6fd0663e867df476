package io.kaska.broker;

import io.kaska.broker.Finding.Kind;
import io.kaska.broker.StoredTopics.StoredTopic;
import io.kaska.log.Disk;
import io.kaska.log.LogCheck;
import io.kaska.log.LogTotals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Looks at every byte of a folder that no broker has, and changes none. For one thread, once. */
public final class FolderCheck {
    private final StoppedFolder folder;
    private final Consumer<Finding> findings;
    private final FolderProgress progress;
    private final Map<String, Long> ends = new HashMap<>();

    private FolderCheck(StoppedFolder folder, Consumer<Finding> findings, FolderProgress progress) {
        this.folder = folder;
        this.findings = findings;
        this.progress = progress;
    }

    /**
     * Checks all topics, and the committed offsets in the folder.
     *
     * @throws IOException if it is no folder of Kaska, a broker has it, or it cannot be read; the text is one clear line
     */
    public static FolderTotals run(Path root, Consumer<Finding> findings, FolderProgress progress) throws IOException {
        try (StoppedFolder folder = StoppedFolder.open(root)) {
            FolderTotals totals = new FolderCheck(folder, findings, progress).run();
            folder.requireStillStopped();
            return totals;
        } catch (IOException e) {
            throw new IOException(DirectoryOffsets.reasonOf(e), e);
        }
    }

    private FolderTotals run() throws IOException {
        StoredTopics stored = folder.topics();
        stored.foreign().forEach(path -> note(path, "the folder of a topic", "something else, which is left alone"));
        stored.left().forEach(path -> note(path, "nothing", "what a former process left; a start deletes it"));
        FolderTotals totals = FolderTotals.NOTHING;
        for (StoredTopic topic : stored.topics()) {
            progress.next(topic.text());
            LogTotals one = LogCheck.run(
                    Disk.real(), topic.folder(), found -> findings.accept(Finding.of(found)), progress::add);
            totals = totals.plus(one);
            ends.put(topic.folderName(), one.end());
        }
        new OffsetFolderCheck(folder.offsets(), ends, findings).run();
        return totals;
    }

    private void note(Path path, String expected, String found) {
        findings.accept(new Finding(Kind.NOTE, path + ": expected " + expected + ", found " + found));
    }
}
