package io.kaska.cli.shell;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Bytes as lines of {@code 00000000  68 65 6c 6c 6f …  |hello|}, sixteen to a line. */
public final class Hexdump {
    private static final int WIDTH = 16;
    private static final HexFormat HEX = HexFormat.of();

    private Hexdump() {}

    /** The lines of all bytes of a buffer, whose position stays. */
    public static List<String> lines(ByteBuffer bytes) {
        List<String> lines = new ArrayList<>();
        ByteBuffer all = bytes.slice();
        for (int from = 0; from < all.limit(); from += WIDTH) {
            lines.add(line(all.slice(from, Math.min(WIDTH, all.limit() - from)), from));
        }
        return lines;
    }

    static String digits(byte b) {
        return HEX.toHexDigits(b);
    }

    private static String line(ByteBuffer bytes, int from) {
        StringBuilder line = new StringBuilder(80).append(HEX.toHexDigits(from)).append(' ');
        StringBuilder text = new StringBuilder(WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            line.append(i == WIDTH / 2 ? "  " : " ").append(i < bytes.limit() ? digits(bytes.get(i)) : "  ");
            if (i < bytes.limit()) {
                text.append(isPrintable(bytes.get(i)) ? (char) bytes.get(i) : '.');
            }
        }
        return line.append("  |").append(text).append('|').toString();
    }

    private static boolean isPrintable(byte b) {
        return b >= ' ' && b < 0x7F;
    }
}
