package io.kaska.broker;

import io.kaska.broker.Finding.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads every committed offset in a folder of them, as {@link DirectoryOffsets} would. For one thread, once. */
final class OffsetFolderCheck {
    private static final int LONGEST_FILE = 1 << 17; // twice the longest name

    private final Path root;
    private final Map<String, Long> ends;
    private final Consumer<Finding> findings;

    /** @param ends of the topics, by the names of their folders */
    OffsetFolderCheck(Path root, Map<String, Long> ends, Consumer<Finding> findings) {
        this.root = root;
        this.ends = ends;
        this.findings = findings;
    }

    void run() throws IOException {
        for (Path client : StoredTopics.sorted(root)) {
            if (nameOf(client).startsWith(".")) {
                continue; // written aside by a process that was killed
            }
            if (!Files.isDirectory(client)) {
                tell(Kind.NOTE, client + ": expected the folder of a client, found a file");
                continue;
            }
            checkClient(client);
        }
    }

    private void checkClient(Path client) throws IOException {
        ByteBuffer name = TopicFolder.nameOf(client, nameOf(client));
        if (name == null) {
            tell(Kind.DAMAGE, client + ": expected the folder of a client with its full name in '%name', found none");
        }
        for (Path file : StoredTopics.sorted(client)) {
            String text = nameOf(file);
            if (!text.startsWith(".") && !text.equals(FileName.FULL_NAME_FILE)) {
                checkFile(file, text);
            }
        }
    }

    private void checkFile(Path file, String text) {
        long offset;
        try {
            ByteBuffer topic = topicOf(file, text);
            if (topic == null) {
                tell(Kind.NOTE, file + ": expected a committed offset, found a file of another name");
                return;
            }
            offset = OffsetFile.read(file, FileName.of(topic), topic);
        } catch (IOException e) {
            tell(Kind.DAMAGE, DirectoryOffsets.reasonOf(e));
            return;
        }
        Long end = ends.get(text);
        if (end == null) {
            tell(Kind.NOTE, file + ": expected a topic of that name, found none");
        } else if (offset > end) {
            tell(Kind.NOTE, file + ": expected an offset up to the end at " + end + ", found " + offset);
        }
    }

    /** The topic's name, by the name of the file, or by what stands in it if that is a hash; null if it is neither. */
    private static @Nullable ByteBuffer topicOf(Path file, String text) throws IOException {
        ByteBuffer plain = FileName.decode(text);
        if (plain != null && plain.hasRemaining() && FileName.of(plain).text().equals(text)) {
            return plain;
        }
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST_FILE);
        }
        int from = 0;
        while (from < content.length && content[from] != '\n') {
            from++;
        }
        int size = content.length - from - 2; // between the two line ends
        ByteBuffer full = size <= 0 ? null : ByteBuffer.wrap(content, from + 1, size);
        return full != null && FileName.of(full).text().equals(text) ? full : null;
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    private void tell(Kind kind, String text) {
        findings.accept(new Finding(kind, text));
    }
}
