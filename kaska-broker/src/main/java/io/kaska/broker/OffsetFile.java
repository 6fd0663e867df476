package io.kaska.broker;

import io.kaska.log.Uninterrupted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The content of the file of one client and topic, and of the file with a client's full name. Stateless.
 *
 * <pre>
 *   42\n       the offset, decimal, 0 to 2^63-1; the line end may be missing where an editor left none
 *   NAME\n     the topic's UTF-8 as it is, only if the file is named by a hash: see {@link FileName}
 * </pre>
 *
 * <p>Whatever else stands in a file, it is an error that says so, and never taken for an offset.
 */
final class OffsetFile {
    private static final ByteBuffer LINE_END =
            ByteBuffer.wrap(new byte[] {'\n'}).asReadOnlyBuffer();
    private static final int MAX_DIGITS = 19; // 2^63-1 has as many
    private static final int SHOWN_SIZE = 40;

    private OffsetFile() {}

    /** What to write for an offset. */
    static ByteBuffer[] content(long offset, FileName file, ByteBuffer topic) {
        ByteBuffer line = StandardCharsets.US_ASCII.encode(offset + "\n");
        return file.hashed() ? new ByteBuffer[] {line, topic, LINE_END.duplicate()} : new ByteBuffer[] {line};
    }

    /** What to write for a full name. */
    static ByteBuffer[] content(ByteBuffer name) {
        return new ByteBuffer[] {name, LINE_END.duplicate()};
    }

    /**
     * Reads an offset.
     *
     * @param path where {@code file} is
     * @throws NoSuchFileException if there is no such file
     */
    static long read(Path path, FileName file, ByteBuffer topic) throws IOException {
        int nameSize = file.hashed() ? topic.remaining() + 1 : 0;
        ByteBuffer content = contentOf(path, MAX_DIGITS + 1 + nameSize);
        int digits = 0;
        while (digits < content.limit() && isDigit(content.get(digits))) {
            digits++;
        }
        boolean ended = digits == content.limit() || content.get(digits) == '\n';
        long offset = digits == 0 || !ended ? -1 : parse(content.slice(0, digits));
        if (offset < 0 || (!file.hashed() && content.limit() > digits + 1)) {
            throw new BrokenFileException(path, shown(content), "an offset, 0 to " + Long.MAX_VALUE + ", on one line");
        }
        if (file.hashed()) {
            content.position(Math.min(digits + 1, content.limit()));
            checkName(path, content, topic);
        }
        return offset;
    }

    /**
     * Reads a full name and compares it.
     *
     * @throws NoSuchFileException if there is no such file
     */
    static void check(Path path, ByteBuffer name) throws IOException {
        checkName(path, contentOf(path, name.remaining() + 1), name);
    }

    private static void checkName(Path path, ByteBuffer found, ByteBuffer name) throws BrokenFileException {
        int size = name.remaining();
        boolean same = found.remaining() == size + 1
                && found.get(found.limit() - 1) == '\n'
                && found.slice(found.position(), size).equals(name);
        if (!same) {
            throw new BrokenFileException(path, "the name " + shown(found), "the full name " + shown(name));
        }
    }

    /** At most one byte more than expected: enough to see that there is more. */
    private static ByteBuffer contentOf(Path path, int expectedSize) throws IOException {
        return Uninterrupted.call(() -> {
            try (InputStream in = Files.newInputStream(path)) {
                return ByteBuffer.wrap(in.readNBytes(expectedSize + 1));
            }
        });
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static long parse(ByteBuffer digits) {
        try {
            return Long.parseLong(StandardCharsets.US_ASCII.decode(digits).toString());
        } catch (NumberFormatException e) {
            return -1; // more than 2^63-1
        }
    }

    /** The first bytes between position and limit, in quotes; what is not printable ASCII is shown as {@code \xXX}. */
    private static String shown(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return "nothing";
        }
        var text = new StringBuilder("\"");
        int end = Math.min(bytes.limit(), bytes.position() + SHOWN_SIZE);
        for (int i = bytes.position(); i < end; i++) {
            byte b = bytes.get(i);
            text.append(b >= ' ' && b <= '~' ? String.valueOf((char) b) : "\\x%02X".formatted(b));
        }
        return text.append(end < bytes.limit() ? "…\"" : "\"").toString();
    }
}
