package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.RefusedException;
import io.kaska.log.Slices;
import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The requests that read messages. For the threads of connections. */
final class FetchRequests {
    private static final int TOPICS_AT_ONCE = ScratchPool.SIZE / FetchRequest.TOPIC_SIZE;

    private final Broker broker;
    private final SlicesPool slicesPool;

    FetchRequests(Broker broker, SlicesPool slicesPool) {
        this.broker = broker;
        this.slicesPool = slicesPool;
    }

    /**
     * Answers at once if there is anything to say.
     *
     * @return what is to wait and then to answer, or null if the answer was given
     */
    @Nullable
    WaitingFetch fetch(Exchange exchange, int topicCount) throws IOException, RefusedException {
        FetchPlan plan = read(exchange, topicCount);
        Slices answer = slicesPool.take();
        try {
            if (!plan.answer(answer) && plan.waitNanos() > 0) {
                return new WaitingFetch(plan, slicesPool, exchange.peer);
            }
            exchange.answeredElsewhere();
            exchange.peer.write(answer.array(), answer.count(), answer.size());
            return null;
        } finally {
            slicesPool.giveBack(answer);
        }
    }

    private FetchPlan read(Exchange exchange, int topicCount) throws IOException, RefusedException {
        if (topicCount < 1 || topicCount > Protocol.MAX_FETCH_TOPICS) {
            throw Exchange.invalid("a fetch names 1 to %,d topics, but this one %,d"
                    .formatted(Protocol.MAX_FETCH_TOPICS, Integer.toUnsignedLong(topicCount)));
        }
        exchange.expectSize(FetchRequest.size(topicCount));
        FetchRequest limits = FetchRequest.get(exchange.read(FetchRequest.LIMITS_SIZE));
        if (limits.maxBytes() < 1 || limits.maxMessages() < 1 || limits.waitMillis() < 0) {
            throw Exchange.invalid("the limits of a fetch are out of range: " + limits);
        }
        return readTopics(exchange, topicCount, limits);
    }

    /** Takes memory for topics as they arrive, never for a mere claim. */
    private FetchPlan readTopics(Exchange exchange, int topicCount, FetchRequest limits)
            throws IOException, RefusedException {
        int wait = Math.min(limits.waitMillis(), Protocol.MAX_WAIT_MILLIS);
        FetchPlan plan = new FetchPlan(new FetchRequest(limits.maxBytes(), limits.maxMessages(), wait));
        for (int left = topicCount; left > 0; left -= TOPICS_AT_ONCE) {
            ByteBuffer some = exchange.read(Math.min(left, TOPICS_AT_ONCE) * FetchRequest.TOPIC_SIZE);
            while (some.hasRemaining()) {
                int id = some.getInt();
                long offset = some.getLong();
                if (offset < 0) {
                    throw Exchange.invalid("the offset to fetch is " + offset + ": it has to be 0 or more");
                }
                plan.add(broker.topicOrNull(id), offset);
            }
        }
        return plan;
    }
}
