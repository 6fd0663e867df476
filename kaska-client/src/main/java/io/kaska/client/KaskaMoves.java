package io.kaska.client;

import io.kaska.Message;
import io.kaska.spi.MoveLink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Moves topics into a broker of Kaska, which takes offset and time with each batch and compares them with what it has. For
 * one thread.
 */
public final class KaskaMoves implements MoveLink {
    private static final int FILLED_AT_ONCE = 10_000;

    private final TcpLink link;

    /** @param link is closed with this */
    public KaskaMoves(TcpLink link) {
        this.link = link;
    }

    @Override
    public boolean keepsTimes() {
        return true;
    }

    @Override
    public void begin(String topic) {
        if (!link.topics().contains(topic)) {
            link.createTopic(topic);
        }
    }

    /** A batch has one time, so that a batch goes for each. */
    @Override
    public void append(String topic, long offset, List<Message> messages) {
        int from = 0;
        for (int i = 1; i <= messages.size(); i++) {
            if (i == messages.size()
                    || !messages.get(i).timestamp().equals(messages.get(from).timestamp())) {
                link.sendDated(topic, new DatedBatch(messages.subList(from, i)));
                from = i;
            }
        }
    }

    @Override
    public void fill(String topic, long from, long to, Instant time) {
        for (long next = from; next < to; next += FILLED_AT_ONCE) {
            long end = Math.min(to, next + FILLED_AT_ONCE);
            append(
                    topic,
                    next,
                    LongStream.range(next, end)
                            .mapToObj(offset -> (Message) new FillMessage(topic, offset, time))
                            .toList());
        }
    }

    @Override
    public void end(String topic) {
        // A topic takes messages with and without their times all its life.
    }

    @Override
    public Optional<Set<String>> clients() {
        return Optional.of(link.clients());
    }

    @Override
    public void close() {
        link.close();
    }
}
