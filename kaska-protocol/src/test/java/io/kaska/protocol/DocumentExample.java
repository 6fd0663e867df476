package io.kaska.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An example of {@code docs/protocol.md}: a fenced block {@code hex KIND [NAME]} of lines {@code BYTES # FIELD=VALUE}. A
 * line without a comment goes on in the next.
 *
 * @param kind as "request SEND"
 * @param fields as the document states them: FIELD=VALUE, in their order
 * @param sizes of the fields, in bytes
 * @param hex all bytes
 */
record DocumentExample(String kind, List<String> fields, List<Integer> sizes, String hex) {
    private static final String FENCE = "```";

    static String document() throws IOException {
        return Files.readString(Path.of(System.getProperty("kaska.root"), "docs", "protocol.md"));
    }

    /** All of the document. */
    static List<DocumentExample> all() throws IOException {
        List<DocumentExample> examples = new ArrayList<>();
        List<String> block = null;
        for (String line : document().lines().toList()) {
            if (block != null && line.equals(FENCE)) {
                examples.add(parse(block));
                block = null;
            } else if (block != null) {
                block.add(line);
            } else if (line.startsWith(FENCE + "hex ")) {
                block = new ArrayList<>(List.of(line.substring(FENCE.length() + 4)));
            }
        }
        if (block != null) {
            throw new IOException("the example " + block.get(0) + " has no end");
        }
        return examples;
    }

    private static DocumentExample parse(List<String> block) {
        List<String> fields = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        var bytes = new ByteArrayOutputStream();
        int begin = 0;
        for (String line : block.subList(1, block.size())) {
            int comment = line.indexOf('#');
            String hex = comment < 0 ? line : line.substring(0, comment);
            bytes.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
            if (comment >= 0) {
                fields.add(line.substring(comment + 1).strip());
                sizes.add(bytes.size() - begin);
                begin = bytes.size();
            }
        }
        if (begin != bytes.size()) {
            throw new IllegalArgumentException("the last bytes of the example " + block.get(0) + " are not named");
        }
        return new DocumentExample(block.get(0), fields, sizes, HexFormat.of().formatHex(bytes.toByteArray()));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return kind;
    }
}
