package io.kaska.cli.migrate;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.OutgoingMessage;
import io.kaska.cli.shell.Quoted;
import io.kaska.spi.MoveLink;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Moves topics to a broker of which nothing is known but the operations: it gives its own times. For one thread. */
final class PlainMoves implements MoveLink {
    private static final int FILLED_AT_ONCE = 10_000;

    private final Kaska kaska;

    /** @param kaska stays the caller's */
    PlainMoves(Kaska kaska) {
        this.kaska = kaska;
    }

    @Override
    public boolean keepsTimes() {
        return false;
    }

    @Override
    public void begin(String topic) {
        if (!kaska.topics().contains(topic)) {
            kaska.createTopic(topic);
        }
    }

    @Override
    public void append(String topic, long offset, List<Message> messages) {
        check(
                topic,
                offset,
                kaska.sendAll(topic, messages.stream().map(PlainMoves::outgoing).toList()));
    }

    private static OutgoingMessage outgoing(Message message) {
        if (!message.payload().hasRemaining()) {
            throw new KaskaException("topic " + Quoted.name(message.topic()) + ": the message at offset "
                    + message.offset() + " has a payload of no bytes, which a broker of Kaska does not keep");
        }
        return new OutgoingMessage(message.key().orElse(null), message.headers(), message.payload());
    }

    private static void check(String topic, long offset, long got) {
        if (got != offset) {
            throw new KaskaException("topic " + Quoted.name(topic) + ": the message of offset " + offset
                    + " got offset " + got + ": somebody else writes to the topic there; delete it there, and begin it"
                    + " anew");
        }
    }

    @Override
    public void fill(String topic, long from, long to, Instant time) {
        ByteBuffer nothing = ByteBuffer.allocate(1);
        for (long next = from; next < to; next += FILLED_AT_ONCE) {
            int count = (int) Math.min(FILLED_AT_ONCE, to - next);
            check(topic, next, kaska.send(topic, Collections.nCopies(count, nothing)));
        }
    }

    @Override
    public void end(String topic) {
        // it is as any other all the time
    }

    @Override
    public Optional<Set<String>> clients() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // the client is the caller's
    }
}
