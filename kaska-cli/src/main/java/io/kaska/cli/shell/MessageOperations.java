package io.kaska.cli.shell;

import io.kaska.Kaska;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** The operations that append messages, and ask about them. */
final class MessageOperations {
    private MessageOperations() {}

    static List<Operation> all() {
        return List.of(
                new Operation(
                        "M",
                        List.of("send", "send_msg"),
                        "TOPIC TEXT… | --file PATH | --hex DIGITS",
                        "appends a message",
                        """
                        Answers 'offset OFFSET', or 'nothing sent' for a message of no bytes. Several words are sent as
                        one message, a space between each two. In "double quotes" \\n \\r \\t \\0 \\\\ \\" and \\xNN stand for
                        the byte, so that every byte can be typed; in 'single quotes' all stands for itself. --file
                        sends a file as it is, --hex the bytes that the digits name.""",
                        MessageOperations::send),
                new Operation(
                        "",
                        List.of("send-batch"),
                        "TOPIC MESSAGE…",
                        "appends each word as a message, all or none",
                        "Answers 'offset OFFSET', that of the first.",
                        MessageOperations::sendBatch),
                new Operation(
                        "L",
                        List.of("length", "msg_length", "message_length"),
                        "TOPIC OFFSET",
                        "how many bytes a message has",
                        "Answers 'length BYTES'; 0 where there is no message.",
                        MessageOperations::length),
                new Operation(
                        "E",
                        List.of("end", "end_offset"),
                        "TOPIC",
                        "the offset that the next message will get",
                        "Answers 'end OFFSET'.",
                        MessageOperations::end));
    }

    private static void send(Session session, Words words) {
        String topic = words.text("TOPIC");
        ByteBuffer message = message(words);
        report(session, session.kaska().send(topic, message));
    }

    private static void sendBatch(Session session, Words words) {
        String topic = words.text("TOPIC");
        Word first = words.word("MESSAGE");
        List<Word> messages = words.rest();
        messages.addFirst(first);
        List<ByteBuffer> buffers =
                messages.stream().map(word -> ByteBuffer.wrap(word.bytes())).toList();
        report(session, session.kaska().send(topic, buffers));
    }

    private static void report(Session session, long offset) {
        if (offset == Kaska.NOTHING_SENT) {
            session.output().line("nothing sent");
        } else {
            session.output().result("offset", offset);
        }
    }

    private static void length(Session session, Words words) {
        String topic = words.text("TOPIC");
        long offset = words.offset();
        words.end();
        session.output().result("length", session.kaska().messageLength(topic, offset));
    }

    private static void end(Session session, Words words) {
        String topic = words.text("TOPIC");
        words.end();
        session.output().result("end", session.kaska().endOffset(topic));
    }

    private static ByteBuffer message(Words words) {
        if (words.option("--file")) {
            Path file = Path.of(words.text("PATH"));
            words.end();
            return read(file);
        }
        if (words.option("--hex")) {
            String digits = words.text("DIGITS");
            words.end();
            return ByteBuffer.wrap(bytes(digits));
        }
        words.option("--");
        return ByteBuffer.wrap(joined(words));
    }

    /** Mapped and not read: the pages go from the file to the socket. */
    private static ByteBuffer read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new UsageException(
                        file + " has " + channel.size() + " bytes; a message has at most " + Integer.MAX_VALUE);
            }
            return channel.map(MapMode.READ_ONLY, 0, channel.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new UsageException(Quoted.name(digits) + " is not pairs of hexadecimal digits");
        }
    }

    private static byte[] joined(Words words) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(words.word("TEXT").bytes());
        for (Word word : words.rest()) {
            message.write(' ');
            message.writeBytes(word.bytes());
        }
        return message.toByteArray();
    }
}
