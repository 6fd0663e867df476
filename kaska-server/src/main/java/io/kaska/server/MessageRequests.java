package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.log.Reservation;
import io.kaska.protocol.MessageHead;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.RequestHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The requests that append messages, and the one about a message. For the threads of connections. */
final class MessageRequests {
    private final Broker broker;

    MessageRequests(Broker broker) {
        this.broker = broker;
    }

    void send(Exchange exchange, RequestHeader header) throws IOException, RefusedException {
        int size = exchange.unread();
        if (size == 0) {
            throw Exchange.invalid("a message has 1 byte or more, but this one has none");
        }
        broker.checkMessageSize(size);
        Topic topic = broker.topic(header.topicId());
        receive(exchange, topic, topic.reserveMessage(size, isHeaded(header)));
    }

    void sendBatch(Exchange exchange, RequestHeader header) throws IOException, RefusedException {
        checkBatch(exchange, header.count());
        Topic topic = broker.topic(header.topicId());
        receive(exchange, topic, topic.reserveBatch(header.count(), exchange.unread(), isHeaded(header)));
    }

    /** A batch that had its offset and its time elsewhere, and keeps them. */
    void sendDated(Exchange exchange, RequestHeader header) throws IOException, RefusedException {
        if (exchange.unread() < 2 * Long.BYTES) {
            throw Exchange.invalid("the offset and the time of the messages take 16 bytes, but this request has %d"
                    .formatted(exchange.unread()));
        }
        ByteBuffer fields = exchange.read(2 * Long.BYTES);
        long offset = fields.getLong();
        long millis = fields.getLong();
        if (offset < 0 || millis < 0) {
            throw Exchange.invalid("the offset %d or the time %d is negative".formatted(offset, millis));
        }
        checkBatch(exchange, header.count());
        Topic topic = broker.topic(header.topicId());
        Reservation room = topic.reserveBatch(header.count(), exchange.unread(), isHeaded(header));
        receive(exchange, topic, room.withOffsetAndTime(offset, millis));
    }

    private void checkBatch(Exchange exchange, int count) throws RefusedException {
        if (count < 1 || count > Protocol.MAX_BATCH_COUNT) {
            throw Exchange.invalid("a batch has 1 to %,d messages, but this one has %,d"
                    .formatted(Protocol.MAX_BATCH_COUNT, Integer.toUnsignedLong(count)));
        }
        int bodies = exchange.unread() - count * Integer.BYTES;
        if (bodies < count) {
            throw Exchange.invalid("a batch of %,d messages takes %,d bytes or more, but this one has %,d"
                    .formatted(count, count * (Integer.BYTES + 1L), exchange.unread()));
        }
        broker.checkBatchSize(count, bodies);
    }

    private static boolean isHeaded(RequestHeader header) {
        return (header.flags() & MessageHead.FLAG) != 0;
    }

    /** The bytes go from the socket to where they will stay; until they are all there nobody waits for them. */
    private static void receive(Exchange exchange, Topic topic, Reservation reservation)
            throws IOException, RefusedException {
        boolean published = false;
        long offset;
        exchange.peer.begin(topic::isDeleted);
        try {
            while (!reservation.isComplete()) {
                exchange.readInto(topic.window(reservation));
            }
            offset = topic.publish(reservation);
            published = true;
        } finally {
            exchange.peer.end();
            if (!published) {
                reservation.abandon();
            }
        }
        exchange.answer(offset);
        reservation.makeRoomAhead();
    }

    void messageLength(Exchange exchange, int topicId) throws IOException, RefusedException {
        exchange.expectSize(Long.BYTES);
        Topic topic = broker.topic(topicId);
        exchange.answer(topic.messageLength(exchange.read(Long.BYTES).getLong()));
    }
}
