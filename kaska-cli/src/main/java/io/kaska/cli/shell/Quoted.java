package io.kaska.cli.shell;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as one line of text that the shell would read back as the same bytes. What is valid, printable UTF-8 stands for
 * itself; everything else, and so everything that could confuse a terminal, is an escape.
 */
public final class Quoted {
    private static final String ESCAPED = "\n\r\t\\\"";
    private static final String ESCAPES = "nrt\\\"";
    private static final char NOT_A_CHARACTER = '\uFFFD';

    private Quoted() {}

    /** The bytes in double quotes; the buffer's position stays. */
    public static String of(ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice();
        StringBuilder text = new StringBuilder(rest.remaining() + 2).append('"');
        while (rest.hasRemaining()) {
            appendNext(rest, text);
        }
        return text.append('"').toString();
    }

    /** A name as it is where that is one word of the shell, otherwise in quotes. */
    public static String name(String name) {
        boolean plain = name.codePoints().allMatch(c -> isPrintable(c) && " '\"\\#".indexOf(c) < 0);
        return plain ? name : of(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static void appendNext(ByteBuffer rest, StringBuilder text) {
        int size = Math.min(sizeOfCharacter(rest.get(rest.position())), rest.remaining());
        byte[] bytes = new byte[size];
        rest.get(rest.position(), bytes);
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        int escape = ESCAPED.indexOf(decoded.charAt(0));
        if (escape >= 0) {
            text.append('\\').append(ESCAPES.charAt(escape));
        } else if (isValid(decoded, bytes) && isPrintable(decoded.codePointAt(0))) {
            text.append(decoded);
        } else {
            size = 1;
            text.append("\\x").append(Hexdump.digits(bytes[0]));
        }
        rest.position(rest.position() + size);
    }

    /** Whether the bytes are one character: the decoder puts another in place of what is none. */
    private static boolean isValid(String decoded, byte[] bytes) {
        boolean replaced = decoded.indexOf(NOT_A_CHARACTER) >= 0 && !isReplacementItself(bytes);
        return !replaced && decoded.codePointCount(0, decoded.length()) == 1;
    }

    private static boolean isReplacementItself(byte[] bytes) {
        return bytes.length == 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBF && bytes[2] == (byte) 0xBD;
    }

    private static int sizeOfCharacter(byte first) {
        if ((first & 0xE0) == 0xC0) {
            return 2;
        }
        if ((first & 0xF0) == 0xE0) {
            return 3;
        }
        return (first & 0xF8) == 0xF0 ? 4 : 1;
    }

    /** Formatting characters turn the direction of text around, or hide; unassigned ones show as anything. */
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
