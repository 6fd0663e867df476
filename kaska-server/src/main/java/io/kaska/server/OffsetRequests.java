package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.protocol.Names;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The requests about committed offsets. For the threads of connections. */
final class OffsetRequests {
    private static final int MOST_LISTED_BYTES = 64 << 10;

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

    /** Some of the clients that committed, behind the one that is named. */
    void listClients(Exchange exchange) throws IOException, RefusedException {
        ByteBuffer after = exchange.unread() == 0 ? ByteBuffer.allocate(0) : exchange.readName();
        List<ByteBuffer> found = broker.clients(after, MOST_LISTED_BYTES);
        List<ByteBuffer> names = legal(found);
        while (names.isEmpty() && !found.isEmpty()) {
            found = broker.clients(found.get(found.size() - 1), MOST_LISTED_BYTES);
            names = legal(found);
        }
        int size =
                names.stream().mapToInt(name -> Short.BYTES + name.remaining()).sum();
        ByteBuffer page = ByteBuffer.allocate(size);
        for (ByteBuffer name : names) {
            page.putShort((short) name.remaining()).put(name.duplicate());
        }
        exchange.answer(page.flip());
    }

    private static List<ByteBuffer> legal(List<ByteBuffer> names) {
        return names.stream().filter(name -> Names.problemOf(name) == null).toList();
    }
}
