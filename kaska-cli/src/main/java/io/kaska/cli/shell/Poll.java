package io.kaska.cli.shell;

import io.kaska.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One poll as it was typed: how many, how long to wait, and where the payloads go. For one line, by one thread. */
final class Poll {
    private int count = 1;
    private Duration wait = Duration.ZERO;
    private boolean raw;
    private Optional<Path> file = Optional.empty();

    private Poll(Words words) {
        for (int numbers = 0; !words.isEmpty(); ) {
            if (words.option("--raw")) {
                raw = true;
            } else if (words.option("--out")) {
                file = Optional.of(Path.of(words.text("FILE")));
            } else if (numbers++ == 0) {
                count = words.count();
            } else if (numbers == 2) {
                wait = WaitTime.parse(words.text("WAIT"));
            } else {
                words.end();
            }
        }
    }

    static void run(Session session, Words words) {
        Poll poll = new Poll(words);
        if (poll.file.isPresent()) {
            poll.toFile(session, poll.file.get());
        } else if (poll.raw) {
            write(poll.messages(session), session.output().raw());
        } else {
            poll.show(session);
        }
    }

    private List<Message> messages(Session session) {
        return session.kaska().poll(count, wait);
    }

    private void show(Session session) {
        List<Message> messages = messages(session);
        messages.forEach(session.output()::message);
        sayIfNothing(session, messages);
    }

    /** The file is opened first: a message that was polled and cannot be written would be lost to the script. */
    private void toFile(Session session, Path to) {
        try (OutputStream out = Files.newOutputStream(to)) {
            List<Message> messages = messages(session);
            write(messages, out);
            messages.forEach(session.output()::messageHeader);
            sayIfNothing(session, messages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sayIfNothing(Session session, List<Message> messages) {
        if (messages.isEmpty()) {
            session.output().line("nothing");
        }
    }

    private static void write(List<Message> messages, OutputStream out) {
        try {
            var channel = Channels.newChannel(out); // not closed: that is for whoever opened the stream
            for (Message message : messages) {
                channel.write(message.payload());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
