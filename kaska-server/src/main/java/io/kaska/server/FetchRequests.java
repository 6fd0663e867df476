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

    /** Fetches up to this many topics take little enough. */
    private static final int MOST_UNCOUNTED = 1_000;

    private final Broker broker;
    private final SlicesPool slicesPool;
    private final WaitTimer timer = new WaitTimer();

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
        FetchPlan plan = new FetchPlan(broker, readLimits(exchange, topicCount), topicCount);
        boolean waits = false;
        Slices answer = slicesPool.take();
        try {
            readTopics(exchange, topicCount, plan);
            if (!plan.answer(answer) && plan.waitNanos() > 0) {
                waits = true;
                return new WaitingFetch(plan, slicesPool, exchange.peer, timer);
            }
            exchange.answeredElsewhere();
            exchange.peer.write(answer, plan::hasDeleted);
            return null;
        } finally {
            slicesPool.giveBack(answer);
            if (!waits) {
                plan.close();
            }
        }
    }

    private static FetchRequest readLimits(Exchange exchange, int topicCount) throws IOException, RefusedException {
        if (topicCount < 1 || topicCount > Protocol.MAX_FETCH_TOPICS) {
            throw Exchange.invalid("a fetch names 1 to %,d topics, but this one %,d"
                    .formatted(Protocol.MAX_FETCH_TOPICS, Integer.toUnsignedLong(topicCount)));
        }
        exchange.expectSize(FetchRequest.size(topicCount));
        FetchRequest limits = FetchRequest.get(exchange.read(FetchRequest.LIMITS_SIZE));
        if (limits.maxBytes() < 1 || limits.maxMessages() < 1 || limits.waitMillis() < 0) {
            throw Exchange.invalid("the limits of a fetch are out of range: " + limits);
        }
        return limits.waitMillis() <= Protocol.MAX_WAIT_MILLIS
                ? limits
                : new FetchRequest(limits.maxBytes(), limits.maxMessages(), Protocol.MAX_WAIT_MILLIS);
    }

    /** Takes memory for topics as they arrive, never for a mere claim. */
    private void readTopics(Exchange exchange, int topicCount, FetchPlan plan) throws IOException, RefusedException {
        for (int left = topicCount; left > 0; left -= TOPICS_AT_ONCE) {
            int count = Math.min(left, TOPICS_AT_ONCE);
            if (topicCount > MOST_UNCOUNTED) {
                plan.claim(count);
            }
            ByteBuffer some = exchange.read(count * FetchRequest.TOPIC_SIZE);
            while (some.hasRemaining()) {
                int id = some.getInt();
                long offset = some.getLong();
                if (offset < 0) {
                    throw Exchange.invalid("the offset to fetch is " + offset + ": it has to be 0 or more");
                }
                plan.add(broker.topicOrNull(id), offset);
            }
        }
    }
}
