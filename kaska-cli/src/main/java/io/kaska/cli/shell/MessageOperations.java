package io.kaska.cli.shell;

import java.nio.ByteBuffer;
import java.util.List;

/** The operations that append messages, and ask about them. */
final class MessageOperations {
    private MessageOperations() {}

    static List<Operation> all() {
        return List.of(
                new Operation(
                        "M",
                        List.of("send", "send_msg"),
                        "TOPIC [--key TEXT] [--header NAME=VALUE]… TEXT… | --file PATH | --hex DIGITS",
                        "appends a message",
                        """
                        Answers 'offset OFFSET', or 'nothing sent' for a message of no bytes. Several words are sent as
                        one message, a space between each two. In "double quotes" \\n \\r \\t \\0 \\\\ \\" and \\xNN stand for
                        the byte, so that every byte can be typed; in 'single quotes' all stands for itself. --file
                        sends a file as it is, --hex the bytes that the digits name. --key gives it a key, each --header one
                        more header; both stand before the text.""",
                        Send::run),
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
                        MessageOperations::length));
    }

    private static void sendBatch(Session session, Words words) {
        String topic = words.text("TOPIC");
        Word first = words.word("MESSAGE");
        List<Word> messages = words.rest();
        messages.addFirst(first);
        List<ByteBuffer> buffers =
                messages.stream().map(word -> ByteBuffer.wrap(word.bytes())).toList();
        Send.report(session, session.kaska().send(topic, buffers));
    }

    private static void length(Session session, Words words) {
        String topic = words.text("TOPIC");
        long offset = words.offset();
        words.end();
        session.output().result("length", session.kaska().messageLength(topic, offset));
    }
}
