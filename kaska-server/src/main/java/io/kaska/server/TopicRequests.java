package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.log.Block;
import io.kaska.log.MessageQueue;
import io.kaska.log.Slices;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The requests about topics as such. For the threads of connections. */
final class TopicRequests {
    private static final int MOST_LISTED_BYTES = 1 << 20;

    private final Broker broker;
    private final SlicesPool slicesPool;

    TopicRequests(Broker broker, SlicesPool slicesPool) {
        this.broker = broker;
        this.slicesPool = slicesPool;
    }

    /** The name is received where it will stay, and belongs to the topic if one is made. */
    void create(Exchange exchange) throws IOException, RefusedException {
        int size = exchange.unread();
        Block name = broker.takeNameBlock(size);
        Topic topic = null;
        try {
            ByteBuffer bytes = name.buffer(0, size);
            exchange.readInto(bytes);
            Exchange.checkName(bytes.flip());
            topic = broker.createTopic(name, size);
        } finally {
            if (topic == null) {
                broker.giveBackNameBlock(name, size);
            }
        }
        exchange.answer(topic.id());
    }

    void resolve(Exchange exchange) throws IOException, RefusedException {
        Topic topic = broker.topic(exchange.readName());
        exchange.answer(topic.id(), topic.endOffset());
    }

    void delete(Exchange exchange, int topicId) throws IOException, RefusedException {
        exchange.expectSize(0);
        broker.deleteTopic(topicId);
        exchange.answer();
    }

    void count(Exchange exchange) throws IOException, RefusedException {
        exchange.expectSize(0);
        exchange.answer(broker.topicCount());
    }

    /** Some of the names from a remembered position on, sent from where they are kept. */
    void list(Exchange exchange) throws IOException, RefusedException {
        exchange.expectSize(Integer.BYTES);
        int cursor = exchange.read(Integer.BYTES).getInt();
        Slices answer = slicesPool.take();
        try {
            int place = answer.addHeader(ResponseHeader.SIZE + Integer.BYTES);
            int next = addNames(cursor, answer);
            ByteBuffer header = answer.header(place);
            new ResponseHeader(Status.OK.code(), 0, (int) answer.size() - ResponseHeader.SIZE).put(header);
            header.putInt(next);
            exchange.answeredElsewhere();
            List<MessageQueue> shown = answer.queues();
            exchange.peer.write(answer, () -> shown.stream().anyMatch(MessageQueue::isClosed));
        } finally {
            slicesPool.giveBack(answer);
        }
    }

    /** Returns the cursor for the rest, or 0 if there is none. */
    private int addNames(int cursor, Slices answer) {
        Topic topic = broker.nextTopic(cursor);
        int last = cursor;
        while (topic != null && answer.hasRoom() && answer.size() < MOST_LISTED_BYTES) {
            topic.addName(answer); // one that is being deleted is left out
            last = topic.id();
            topic = broker.nextTopic(last);
        }
        return topic == null ? 0 : last;
    }
}
