package io.kaska.broker;

import io.kaska.log.QueueState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a clean stop writes down of all topics, so that the next start need not look into each. It is taken away before
 * anything changes: where it stands, all it says is so.
 *
 * <pre>
 *   kaska clean 1
 *   END EARLIEST TIMESTAMP FOLDER      a line for each topic; FOLDER as {@link FileName} writes its name
 *   crc32c XXXXXXXX                    of all bytes before this line, hexadecimal
 * </pre>
 *
 * <p>Stateless.
 */
final class CleanStop {
    private static final Logger LOG = LoggerFactory.getLogger(CleanStop.class);
    static final String FILE = "clean";
    private static final String HEAD = "kaska clean 1";
    private static final String TAIL = "crc32c ";
    private static final int FIELDS = 4;

    private CleanStop() {}

    /** Writes it down, and flushes it. */
    static void write(Path root, Map<String, QueueState> topics) throws IOException {
        var text = new StringBuilder(HEAD).append('\n');
        topics.forEach((folder, state) -> text.append(state.end())
                .append(' ')
                .append(state.earliest())
                .append(' ')
                .append(state.timestamp())
                .append(' ')
                .append(folder)
                .append('\n'));
        ByteBuffer lines = StandardCharsets.US_ASCII.encode(text.toString());
        ByteBuffer tail = StandardCharsets.US_ASCII.encode(TAIL + crcOf(lines.duplicate()) + "\n");
        new AsideFiles().replace(root, FILE, lines, tail);
    }

    private static String crcOf(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return "%08x".formatted(crc.getValue());
    }

    /** What is written down, by folder; empty if nothing is, or not all of it. Takes it away. */
    static Map<String, QueueState> take(Path root) throws IOException {
        Path file = root.resolve(FILE);
        Map<String, QueueState> topics;
        try {
            topics = read(file);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        Files.delete(file);
        AsideFiles.flush(root);
        if (topics == null) {
            LOG.warn("{} is damaged, so every topic is looked into", file);
            return Map.of();
        }
        return topics;
    }

    private static @Nullable Map<String, QueueState> read(Path file) throws IOException {
        Map<String, QueueState> topics = new HashMap<>();
        var crc = new CRC32C();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(TAIL)) {
                    return line.equals(TAIL + "%08x".formatted(crc.getValue())) ? topics : null;
                }
                crc.update((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
                if (!line.equals(HEAD) && !add(line, topics)) {
                    return null;
                }
            }
        }
        return null;
    }

    private static boolean add(String line, Map<String, QueueState> topics) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            return false;
        }
        try {
            topics.put(
                    fields[3],
                    new QueueState(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
