package io.kaska.cli.migrate;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.UnknownTopicException;
import io.kaska.cli.shell.Quoted;
import java.time.Duration;
import java.util.List;

/**
 * The messages of one topic from an offset on, in order and without holes; it is the one subscription of its client as
 * long as it is open. For one thread.
 */
final class Feed implements AutoCloseable {
    private static final int MOST = 2_000;
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final int MOST_WAITS = 10;

    private final Kaska kaska;
    private final String topic;
    private long position;

    Feed(Kaska kaska, String topic, long from) {
        this.kaska = kaska;
        this.topic = topic;
        this.position = from;
        if (kaska.subscribe(List.of(topic)) == 0) {
            throw new UnknownTopicException("there is no topic " + Quoted.name(topic));
        }
        kaska.seek(topic, from);
    }

    long position() {
        return position;
    }

    /**
     * The next messages below an end, up to which the topic is known to go.
     *
     * @throws KaskaException if there is none at the next offset
     */
    List<Message> next(long end) {
        for (int waits = 0; waits < MOST_WAITS; waits++) {
            List<Message> messages = kaska.poll((int) Math.min(MOST, end - position), WAIT);
            if (!messages.isEmpty()) {
                position = checkDense(topic, position, messages);
                return messages;
            }
        }
        throw hole(topic, position);
    }

    /** Returns the offset behind the last. */
    static long checkDense(String topic, long position, List<Message> messages) {
        long next = position;
        for (Message message : messages) {
            if (message.offset() != next) {
                throw hole(topic, next);
            }
            next++;
        }
        return next;
    }

    private static KaskaException hole(String topic, long offset) {
        return new KaskaException("topic " + Quoted.name(topic) + ": there is no message at offset " + offset
                + ", though the topic goes on behind it: compaction or a transaction left a hole, and the topics of Kaska"
                + " have none, so that it cannot be moved with its offsets");
    }

    @Override
    public void close() {
        kaska.unsubscribe();
    }
}
