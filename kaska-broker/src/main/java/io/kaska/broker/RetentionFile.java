package io.kaska.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code %retention} in the folder of a topic that says itself how long it keeps messages.
 *
 * <pre>
 *   age-ms 604800000        0: what the broker says; 9223372036854775807: no bound
 *   bytes 1073741824        the same
 * </pre>
 *
 * <p>Safe for use by many threads.
 */
final class RetentionFile {
    static final String NAME = "%retention";

    private static final int LONGEST = 200; // bytes that are read
    private static final Pattern FORM = Pattern.compile("age-ms (\\d{1,19})\nbytes (\\d{1,19})\n");

    private final AsideFiles files;

    RetentionFile(AsideFiles files) {
        this.files = files;
    }

    /**
     * What a topic says; {@link OwnRetention#NONE} if there is no file.
     *
     * @throws IOException if there is something else in it; the text is one clear line
     */
    static OwnRetention read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) { // mostly so: an exception for each of many topics takes time
            return OwnRetention.NONE;
        }
        String text;
        try (var in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw broken(file, text);
        }
        try {
            return new OwnRetention(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
        } catch (NumberFormatException e) {
            throw broken(file, text);
        }
    }

    private static IOException broken(Path file, String found) {
        String shown = found.strip().replaceAll("[^ -~]+", "|");
        return new IOException(
                ("%s holds '%s' instead of the lines 'age-ms N' and 'bytes N', N from 0 to %d: correct it,"
                                + " or delete it and the topic keeps what the broker keeps")
                        .formatted(file, shown, Long.MAX_VALUE));
    }

    /** Puts it down, safe when it returns; {@link OwnRetention#NONE} needs no file. */
    void write(Path folder, OwnRetention own) throws IOException {
        if (!own.equals(OwnRetention.NONE)) {
            String text = "age-ms %d\nbytes %d\n".formatted(own.ageMillis(), own.bytes());
            files.replace(folder, NAME, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        } else if (Files.deleteIfExists(folder.resolve(NAME))) {
            AsideFiles.flush(folder);
        }
    }
}
