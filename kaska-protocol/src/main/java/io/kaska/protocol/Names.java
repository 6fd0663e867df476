package io.kaska.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a name of a topic or client has to be: 1 to 65 534 bytes of valid UTF-8, without NUL. */
public final class Names {
    private static final int DECODED_AT_ONCE = 1_024;

    private Names() {}

    /**
     * The UTF-8 of a name.
     *
     * @param what what it names, for the error: "topic" or "client"
     * @return the bytes, ready to be read
     * @throws IllegalArgumentException if it is not a legal name
     */
    public static ByteBuffer encode(String what, String name) {
        String problem = problemOf(what, name);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return StandardCharsets.UTF_8.encode(name);
    }

    /**
     * Checks a name without taking memory for its bytes, so that it may be done at each call.
     *
     * @param what what it names, for the error: "topic" or "client"
     * @return what is wrong with it, or null if it is a legal name
     */
    public static @Nullable String problemOf(String what, String name) {
        if (name.isEmpty()) {
            return "the " + what + " name is empty: it has to have 1 to " + Protocol.MAX_NAME_SIZE + " bytes of UTF-8";
        }
        int size = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == 0) {
                return "the " + what + " name " + shown(name) + " has a NUL at character " + i;
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == name.length() || !Character.isSurrogatePair(c, name.charAt(i + 1))) {
                    return "the " + what + " name " + shown(name) + " has an unpaired surrogate at character " + i;
                }
                i++;
                size += 4;
            } else {
                size += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
            if (size > Protocol.MAX_NAME_SIZE) {
                return "the " + what + " name " + shown(name) + " has more than " + Protocol.MAX_NAME_SIZE
                        + " bytes of UTF-8";
            }
        }
        return null;
    }

    /**
     * Checks the bytes of a name that a peer sent, from the buffer's position to its limit.
     *
     * @return what is wrong with them, or null if they are a legal name
     */
    public static @Nullable String problemOf(ByteBuffer utf8) {
        int size = utf8.remaining();
        if (size == 0 || size > Protocol.MAX_NAME_SIZE) {
            return "the name has " + size + " bytes: it has to have 1 to " + Protocol.MAX_NAME_SIZE;
        }
        for (int i = utf8.position(); i < utf8.limit(); i++) {
            if (utf8.get(i) == 0) {
                return "the name has a NUL at byte " + (i - utf8.position());
            }
        }
        return isUtf8(utf8) ? null : "the name is not valid UTF-8";
    }

    /** The string of a legal name. */
    public static String decode(ByteBuffer utf8) {
        return StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
    }

    /**
     * A name as an error shows it: in quotes, not more of it than a line can bear, and without what would not be seen
     * or would steer a terminal.
     */
    public static String shown(String name) {
        String start = name.length() <= 80 ? name : name.substring(0, 80) + "…";
        return '"' + start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "�") + '"';
    }

    private static boolean isUtf8(ByteBuffer utf8) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = utf8.duplicate();
        CharBuffer out = CharBuffer.allocate(DECODED_AT_ONCE); // thrown away: a peer's name costs no string here
        while (true) {
            var result = decoder.decode(in, out, true);
            if (result.isError()) {
                return false;
            }
            if (result.isUnderflow()) {
                return true;
            }
            out.clear();
        }
    }
}
