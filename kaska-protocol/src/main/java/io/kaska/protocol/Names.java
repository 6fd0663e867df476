package io.kaska.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
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
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the " + what + " name is empty: it has to have 1 to "
                    + Protocol.MAX_NAME_SIZE + " bytes of UTF-8");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the " + what + " name " + shown(name) + " has a NUL at character " + name.indexOf('\0'));
        }
        // Each char takes at least a byte: a hopeless name is refused before memory is taken for its bytes.
        ByteBuffer utf8 = name.length() <= Protocol.MAX_NAME_SIZE ? encode(name) : null;
        if (utf8 == null && name.length() <= Protocol.MAX_NAME_SIZE) {
            throw new IllegalArgumentException("the " + what + " name " + shown(name) + " has an unpaired surrogate");
        }
        if (utf8 == null || utf8.remaining() > Protocol.MAX_NAME_SIZE) {
            throw new IllegalArgumentException("the " + what + " name " + shown(name) + " has more than "
                    + Protocol.MAX_NAME_SIZE + " bytes of UTF-8");
        }
        return utf8;
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

    private static @Nullable ByteBuffer encode(String name) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            return null; // an unpaired surrogate: the only thing in a string that UTF-8 cannot say
        }
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
