package io.kaska.cli.shell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One word of a line: any bytes, since messages are binary. Immutable. */
final class Word {
    private final byte[] bytes;
    private final boolean quoted;

    /** @param quoted whether any of it stood in quotes: such a word is never taken for an option */
    Word(byte[] bytes, boolean quoted) {
        this.bytes = bytes.clone();
        this.quoted = quoted;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The word as text.
     *
     * @throws UsageException if its bytes are not UTF-8
     */
    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageException(Quoted.of(ByteBuffer.wrap(bytes)) + " is not UTF-8");
        }
    }

    /** Whether it is this option, {@code --file} say, and not a quoted text that looks like it. */
    boolean isOption(String option) {
        return !quoted && Arrays.equals(bytes, option.getBytes(StandardCharsets.UTF_8));
    }
}
