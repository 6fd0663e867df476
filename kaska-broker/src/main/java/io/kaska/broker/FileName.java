package io.kaska.broker;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a topic or a client is called on disk. The same in every locale, because it is ASCII; no name can reach outside
 * its folder, and no two names share a file. Immutable.
 *
 * <pre>
 *   a letter a-z A-Z, a digit, _ or -          itself
 *   a dot that is not the first or last byte   itself
 *   every other byte of the UTF-8              %XX, upper-case hexadecimal
 *   longer than 200 bytes when so written      % and the SHA-256 of the UTF-8, 64 lower-case hexadecimal digits
 * </pre>
 *
 * <p>The first three lines can be undone, so they never meet. They could be made to look like the fourth, by a name
 * such as a blank and 62 digits: a name whose writing has that very shape takes the hash as well. What begins with a
 * dot is never a name's file, and neither is {@link #FULL_NAME_FILE}: after a {@code %} stand two hexadecimal digits,
 * and {@code n} is none.
 */
public final class FileName {
    /** Beside the files of a folder that is named by a hash: the file with the full name and a line end. */
    public static final String FULL_NAME_FILE = "%name";

    /** The longest writing that is not replaced by a hash, in bytes. */
    public static final int MAX_PLAIN_SIZE = 200;

    private static final HexFormat UPPER = HexFormat.of().withUpperCase();
    private static final HexFormat LOWER = HexFormat.of();
    private static final int HASHED_SIZE = 1 + 64;

    private final String text;
    private final boolean hashed;

    private FileName(String text, boolean hashed) {
        this.text = text;
        this.hashed = hashed;
    }

    /** The file name of a legal name, given as the UTF-8 between the buffer's position and limit, which both stay. */
    public static FileName of(ByteBuffer name) {
        var plain = new StringBuilder();
        for (int i = name.position(); i < name.limit() && plain.length() <= MAX_PLAIN_SIZE; i++) {
            byte b = name.get(i);
            boolean inner = i > name.position() && i < name.limit() - 1;
            if (isKept(b) || (b == '.' && inner)) {
                plain.append((char) b);
            } else {
                plain.append('%').append(UPPER.toHexDigits(b));
            }
        }
        return plain.length() > MAX_PLAIN_SIZE || looksHashed(plain)
                ? new FileName('%' + sha256(name), true)
                : new FileName(plain.toString(), false);
    }

    /** The name that is written like that; null if none is, or only its hash. */
    static @Nullable ByteBuffer decode(String text) {
        ByteBuffer name = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                name.put((byte) c);
            } else if (i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))) {
                name.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                return null;
            }
        }
        return name.flip();
    }

    private static boolean isHex(char c) {
        return HexFormat.isHexDigit(c);
    }

    private static boolean isKept(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b == '-';
    }

    static boolean looksHashed(CharSequence plain) {
        return plain.length() == HASHED_SIZE
                && plain.charAt(0) == '%'
                && plain.chars().skip(1).allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static String sha256(ByteBuffer name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.duplicate());
            return LOWER.formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** The file name: 1 to 200 characters of ASCII. */
    public String text() {
        return text;
    }

    /** Whether it is a hash, so that the full name has to be written down elsewhere, and compared at each read. */
    public boolean hashed() {
        return hashed;
    }

    @Override
    public String toString() {
        return text;
    }
}
