package io.kaska.kafka;

import io.kaska.protocol.Names;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a topic is called in Kafka, whose names are 1 to 249 of the characters {@code a-z A-Z 0-9 . _ -}.
 *
 * <p>These stay as they are. Other bytes of a name's UTF-8 are written as {@code _.}, two hexadecimal digits (capitals)
 * for each, and {@code .}: {@code café} is {@code caf_.C3A9.}; and so is an underscore that would else begin such a
 * thing, and the first dot of the names {@code .} and {@code ..}, which Kafka keeps for itself.
 *
 * <p>Kafka has no two topics whose names differ in dots and underscores only. So that Kaska has, such a name has another
 * form, in which each of these is written so too: see {@link #apart}.
 */
final class TopicNames {
    /** The longest name in Kafka. */
    static final int MAX_LENGTH = 249;

    private static final String LEGAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    private static final Pattern ESCAPE = Pattern.compile("_\\.((?:[0-9A-F]{2})+)\\.");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private TopicNames() {}

    /**
     * The usual name in Kafka.
     *
     * @throws IllegalArgumentException if it would be too long
     */
    static String encode(String topic) {
        return checked(topic, escaped(topic, false));
    }

    /**
     * The name in Kafka of a topic beside one whose name differs in dots and underscores only; empty if it would be too
     * long. Where there are neither it is the usual one.
     */
    static Optional<String> apart(String topic) {
        return Optional.of(escaped(topic, true)).filter(name -> name.length() <= MAX_LENGTH);
    }

    /** The name of a topic of Kafka, if there is one that is written so. */
    static Optional<String> decode(String kafkaName) {
        Matcher escape = ESCAPE.matcher(kafkaName);
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        int end = 0;
        while (escape.find()) {
            utf8.writeBytes(kafkaName.substring(end, escape.start()).getBytes(StandardCharsets.US_ASCII));
            utf8.writeBytes(HEX.parseHex(escape.group(1)));
            end = escape.end();
        }
        utf8.writeBytes(kafkaName.substring(end).getBytes(StandardCharsets.US_ASCII));
        if (Names.problemOf(ByteBuffer.wrap(utf8.toByteArray())) != null) {
            return Optional.empty();
        }
        String topic = utf8.toString(StandardCharsets.UTF_8);
        boolean ours = kafkaName.equals(escaped(topic, false)) || kafkaName.equals(escaped(topic, true));
        return ours ? Optional.of(topic) : Optional.empty();
    }

    private static String escaped(String topic, boolean apart) {
        byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
        boolean reserved = topic.equals(".") || topic.equals("..");
        StringBuilder name = new StringBuilder(utf8.length);
        boolean open = false;
        for (int i = 0; i < utf8.length; i++) {
            char c = (char) (utf8[i] & 0xFF);
            boolean plain;
            if (c == '_') {
                plain = !apart && !startsEscape(utf8, i);
            } else if (c == '.') {
                plain = !apart && !(reserved && i == 0);
            } else {
                plain = LEGAL.indexOf(c) >= 0;
            }
            open = append(name, c, plain, open);
        }
        return open ? name.append('.').toString() : name.toString();
    }

    private static boolean append(StringBuilder name, char c, boolean plain, boolean open) {
        if (plain) {
            (open ? name.append('.') : name).append(c);
        } else {
            HEX.toHexDigits(open ? name : name.append("_."), (byte) c);
        }
        return !plain;
    }

    /** Whether the bytes from a place on would be read as an escape. */
    private static boolean startsEscape(byte[] utf8, int place) {
        if (place + 1 >= utf8.length || utf8[place + 1] != '.') {
            return false;
        }
        int digits = 0;
        int next = place + 2;
        while (next < utf8.length && isHex(utf8[next])) {
            digits++;
            next++;
        }
        return digits >= 2 && digits % 2 == 0 && next < utf8.length && utf8[next] == '.';
    }

    private static boolean isHex(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'F');
    }

    private static String checked(String topic, String name) {
        if (name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the topic name " + Names.shown(topic) + " has " + name.length()
                    + " characters as Kafka has to write it, and it takes " + MAX_LENGTH);
        }
        return name;
    }
}
