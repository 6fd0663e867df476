package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import java.io.IOException;
import java.util.OptionalLong;

/** The requests about which offsets a topic has. For the threads of connections. */
final class RangeRequests {
    private final Broker broker;

    RangeRequests(Broker broker) {
        this.broker = broker;
    }

    void endOffset(Exchange exchange, int topicId) throws IOException, RefusedException {
        exchange.expectSize(0);
        exchange.answer(broker.topic(topicId).endOffset());
    }

    void earliestOffset(Exchange exchange, int topicId) throws IOException, RefusedException {
        exchange.expectSize(0);
        exchange.answer(broker.topic(topicId).earliestOffset());
    }

    void offsetForTime(Exchange exchange, int topicId) throws IOException, RefusedException {
        exchange.expectSize(Long.BYTES);
        Topic topic = broker.topic(topicId);
        OptionalLong offset = topic.offsetForTime(exchange.read(Long.BYTES).getLong());
        if (offset.isPresent()) {
            exchange.answer(offset.getAsLong());
        } else {
            exchange.answer();
        }
    }

    void trim(Exchange exchange, int topicId) throws IOException, RefusedException {
        exchange.expectSize(Long.BYTES);
        Topic topic = broker.topic(topicId);
        long offset = exchange.read(Long.BYTES).getLong();
        if (offset < 0) {
            throw Exchange.invalid("the offset to trim to is " + offset + ": it has to be 0 or more");
        }
        exchange.answer(topic.trim(offset));
    }
}
