package io.kaska.cli;

import io.kaska.broker.StoredMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A message as one line of JSON, in ASCII whatever the locale.
 *
 * <pre>
 *   {"offset":7,"timestamp":"2026-01-31T12:00:00.000Z","key":BYTES,"headers":[{"name":"n","value":BYTES}],"payload":BYTES}
 *   BYTES: {"text":"…"} if they are UTF-8, else {"base64":"…"}
 * </pre>
 *
 * A message without a key or headers has no such members.
 */
final class JsonLine {
    private final StringBuilder line = new StringBuilder(128);

    private JsonLine() {}

    static String of(StoredMessage message, String time) {
        return new JsonLine().add(message, time);
    }

    private String add(StoredMessage message, String time) {
        line.append("{\"offset\":").append(message.offset()).append(",\"timestamp\":\"");
        line.append(time).append('"');
        message.key().ifPresent(key -> add(",\"key\":", key));
        if (!message.headers().isEmpty()) {
            addHeaders(message);
        }
        add(",\"payload\":", message.payload());
        return line.append("}\n").toString();
    }

    private void addHeaders(StoredMessage message) {
        String before = ",\"headers\":[";
        for (StoredMessage.Header header : message.headers()) {
            line.append(before).append("{\"name\":");
            addString(StandardCharsets.UTF_8.decode(header.name().slice()));
            add(",\"value\":", header.value());
            line.append('}');
            before = ",";
        }
        line.append(']');
    }

    private void add(String name, ByteBuffer bytes) {
        line.append(name);
        try {
            CharSequence text =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.slice()); // unlike others it replaces nothing
            line.append("{\"text\":");
            addString(text);
        } catch (CharacterCodingException e) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            line.append("{\"base64\":\"")
                    .append(Base64.getEncoder().encodeToString(copy))
                    .append('"');
        }
        line.append('}');
    }

    private void addString(CharSequence text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7F) {
                line.append(c);
            } else {
                line.append("\\u%04x".formatted((int) c));
            }
        }
        line.append('"');
    }
}
