package io.kaska.cli;

import io.kaska.broker.StoredMessage;
import io.kaska.cli.shell.Hexdump;
import io.kaska.cli.shell.Quoted;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** How a message looks: a line for a program, or several for a person. Each ends with a line end. */
enum MessageFormat {
    TEXT {
        @Override
        String show(String topic, StoredMessage message) {
            return line(message, Quoted::of);
        }
    },
    HEX {
        @Override
        String show(String topic, StoredMessage message) {
            return line(message, MessageFormat::digits);
        }
    },
    JSON {
        @Override
        String show(String topic, StoredMessage message) {
            return JsonLine.of(message, time(message));
        }
    },
    /** As the shell shows messages. */
    SCREEN {
        @Override
        String show(String topic, StoredMessage message) {
            return lines(topic, message);
        }
    };

    private static final int SHOWN_BYTES = 256;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    abstract String show(String topic, StoredMessage message);

    static MessageFormat parse(String text) {
        return switch (text) {
            case "text" -> TEXT;
            case "hex" -> HEX;
            case "json" -> JSON;
            default -> throw new TypeConversionException("'" + text + "' is none of text, hex and json");
        };
    }

    static String time(StoredMessage message) {
        Instant time = message.timestamp();
        return TIME.format(time);
    }

    private static String digits(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return HexFormat.of().formatHex(copy);
    }

    private static String line(StoredMessage message, Function<ByteBuffer, String> shown) {
        var line = new StringBuilder();
        line.append(message.offset()).append(' ').append(time(message)).append(' ');
        message.key()
                .ifPresent(key -> line.append("key=").append(shown.apply(key)).append(' '));
        for (StoredMessage.Header header : message.headers()) {
            line.append(Quoted.of(header.name()))
                    .append('=')
                    .append(shown.apply(header.value()))
                    .append(' ');
        }
        return line.append(shown.apply(message.payload())).append('\n').toString();
    }

    private static String lines(String topic, StoredMessage message) {
        ByteBuffer payload = message.payload();
        ByteBuffer begin = payload.slice(payload.position(), Math.min(payload.remaining(), SHOWN_BYTES));
        var lines = new StringBuilder(
                "message %s %d %d\n".formatted(Quoted.name(topic), message.offset(), payload.remaining()));
        lines.append("time ").append(time(message)).append('\n');
        message.key()
                .ifPresent(key -> lines.append("key ").append(Quoted.of(key)).append('\n'));
        for (StoredMessage.Header header : message.headers()) {
            lines.append("header %s %s\n".formatted(Quoted.of(header.name()), Quoted.of(header.value())));
        }
        lines.append("text ").append(Quoted.of(begin)).append('\n');
        Hexdump.lines(begin).forEach(line -> lines.append("hex ").append(line).append('\n'));
        if (payload.remaining() > SHOWN_BYTES) {
            lines.append("more %d bytes\n".formatted(payload.remaining() - SHOWN_BYTES));
        }
        return lines.toString();
    }
}
