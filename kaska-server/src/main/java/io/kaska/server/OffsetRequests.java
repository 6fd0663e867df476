package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import java.io.IOException;

/** The requests about committed offsets. For the threads of connections. */
final class OffsetRequests {
    private final Broker broker;

    OffsetRequests(Broker broker) {
        this.broker = broker;
    }

    void commit(Exchange exchange, int topicId) throws IOException, RefusedException {
        if (exchange.unread() < Long.BYTES) {
            throw Exchange.invalid("a commit begins with an offset of 8 bytes, but has only " + exchange.unread());
        }
        Topic topic = broker.topic(topicId);
        long offset = exchange.read(Long.BYTES).getLong();
        if (offset < 0) {
            throw Exchange.invalid("the offset to commit is " + offset + ": it has to be 0 or more");
        }
        broker.commit(exchange.readName(), topic, offset);
        exchange.answer();
    }

    void committed(Exchange exchange, int topicId) throws IOException, RefusedException {
        Topic topic = broker.topic(topicId);
        exchange.answer(broker.committed(exchange.readName(), topic));
    }
}
