package io.kaska.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Legal names that are hard on a file system. */
final class NameSamples {
    /** The longest that a name may be, in bytes. */
    static final int MAX_SIZE = 65_534;

    private static final String[] PIECES = {
        "a", "Z", "7", "_", "-", ".", "..", "/", "\\", "%", "%20", "%name", " ", "\n", "\r", "\t", "\u0001", "~", "*",
        "ñ", "日本", "𝄞", "\u202E", "é", "e\u0301", "con", "\u007F", "\"", "'", "$x", ":", "|"
    };

    private NameSamples() {}

    static List<String> nasty() {
        var names = new ArrayList<>(List.of(
                "t",
                "T",
                ".",
                "..",
                "...",
                "a.b",
                ".a",
                "a.",
                "/",
                "//",
                "../../etc/passwd",
                "a/b",
                "\\",
                "%",
                "%20",
                "%name",
                "name",
                "%2E",
                " ",
                "\n",
                "a\n",
                "\na",
                "42\n",
                "\u0001",
                "ñ",
                "日本語",
                "𝄞",
                "e\u0301",
                "é",
                ".new-x",
                "-rf",
                "CON",
                "~",
                "*"));
        names.add(" " + "ab".repeat(31)); // written out it has the shape of a hash
        names.add("x".repeat(200));
        names.add("x".repeat(201));
        names.add("x".repeat(MAX_SIZE));
        names.add("x".repeat(MAX_SIZE - 1) + "\n");
        names.add("x".repeat(MAX_SIZE - 1));
        names.add("/".repeat(MAX_SIZE));
        names.add("日".repeat(MAX_SIZE / 3));
        names.add("/../".repeat(100));
        return names;
    }

    static String random(Random random) {
        int count = random.nextInt(10) == 0 ? 30 + random.nextInt(200) : 1 + random.nextInt(4);
        var name = new StringBuilder();
        for (int i = 0; i < count; i++) {
            name.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return name.toString();
    }

    /** A name as it comes: somewhere in a buffer, direct or heap. */
    static ByteBuffer buffer(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        boolean direct = name.length() % 2 == 0;
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(utf8.length + 7) : ByteBuffer.allocate(utf8.length + 7);
        buffer.put(new byte[3]).put(utf8);
        return buffer.flip().position(3);
    }
}
