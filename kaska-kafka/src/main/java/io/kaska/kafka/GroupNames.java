package io.kaska.kafka;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Under which consumer group the offsets of a client are kept: the one with its name. A name that Kafka has no room for,
 * of more than 32 767 bytes, is told by its SHA-256 instead; and so is one that looks like that.
 */
final class GroupNames {
    private static final int MAX_SIZE = 32_767;
    private static final String LONG = "kaska-sha256-";

    private GroupNames() {}

    static String group(String client) {
        byte[] utf8 = client.getBytes(StandardCharsets.UTF_8);
        return utf8.length <= MAX_SIZE && !client.startsWith(LONG) ? client : LONG + sha256(utf8);
    }

    /** Whether a group is that of a client whose name it does not tell. */
    static boolean isNameless(String group) {
        return group.startsWith(LONG);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
