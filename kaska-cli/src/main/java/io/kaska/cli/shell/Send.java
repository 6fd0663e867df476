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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One send as it was typed: key, headers, and where the payload comes from. For one line, by one thread. */
final class Send {
    private Optional<ByteBuffer> key = Optional.empty();
    private final Map<String, ByteBuffer> headers = new LinkedHashMap<>();

    private Send() {}

    static void run(Session session, Words words) {
        String topic = words.text("TOPIC");
        Send send = new Send();
        send.takeOptions(words);
        ByteBuffer payload = payload(words);
        report(session, session.kaska().send(topic, send.key.orElse(null), send.headers, payload));
    }

    static void report(Session session, long offset) {
        if (offset == Kaska.NOTHING_SENT) {
            session.output().line("nothing sent");
        } else {
            session.output().result("offset", offset);
        }
    }

    private void takeOptions(Words words) {
        while (true) {
            if (words.option("--key")) {
                key = Optional.of(
                        ByteBuffer.wrap(words.word("the text of --key").bytes()));
            } else if (words.option("--header")) {
                takeHeader(words.word("NAME=VALUE"));
            } else {
                return;
            }
        }
    }

    private void takeHeader(Word word) {
        ByteBuffer bytes = ByteBuffer.wrap(word.bytes());
        int place = 0;
        while (place < bytes.limit() && bytes.get(place) != '=') {
            place++;
        }
        if (place == bytes.limit()) {
            throw new UsageException(Quoted.of(bytes) + " is not NAME=VALUE");
        }
        byte[] name = new byte[place];
        bytes.get(name);
        bytes.get(); // the sign between them
        if (headers.put(new Word(name, true).text(), bytes.slice()) != null) {
            throw new UsageException("the header " + Quoted.of(ByteBuffer.wrap(name)) + " stands twice");
        }
    }

    private static ByteBuffer payload(Words words) {
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
