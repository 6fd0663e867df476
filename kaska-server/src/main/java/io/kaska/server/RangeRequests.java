package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.OwnRetention;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.log.Retention;
import io.kaska.protocol.RetentionFields;
import java.io.IOException;
import java.util.OptionalLong;

/** The requests about which offsets a topic has, and what it keeps. For the threads of connections. */
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

    /** Without a body it is a question. */
    void retention(Exchange exchange, int topicId) throws IOException, RefusedException {
        if (exchange.unread() != 0) {
            exchange.expectSize(RetentionFields.SIZE);
        }
        Topic topic = broker.topic(topicId);
        Retention kept = exchange.unread() == 0
                ? topic.retention()
                : retain(topic, RetentionFields.get(exchange.read(RetentionFields.SIZE)));
        exchange.answer(kept.ageMillis(), kept.bytes());
    }

    private Retention retain(Topic topic, RetentionFields own) throws RefusedException {
        if (!own.isLegal()) {
            throw Exchange.invalid("a retention of %d ms and %d bytes: both have to be 0, for the broker's, or more"
                    .formatted(own.ageMillis(), own.bytes()));
        }
        return broker.retain(topic, new OwnRetention(own.ageMillis(), own.bytes()));
    }
}
