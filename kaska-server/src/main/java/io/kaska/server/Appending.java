package io.kaska.server;

import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.log.Reservation;
import io.kaska.spi.SendLayout;
import java.nio.ByteBuffer;

/** Messages of the same JVM on their way into a topic: copied to where they stay. For the thread of the caller. */
final class Appending {
    private Appending() {}

    /**
     * Appends messages, one or more, all or nothing. Their sizes together are checked already.
     *
     * @return the offset of the first
     */
    static long append(Topic topic, SendLayout messages) throws RefusedException {
        int size = Math.toIntExact(messages.tableSize() + messages.size());
        ByteBuffer[] parts = messages.parts();
        return messages.count() == 1
                ? fill(topic, topic.reserveMessage(size, messages.headed()), parts)
                : fill(topic, topic.reserveBatch(messages.count(), size, messages.headed()), parts);
    }

    private static long fill(Topic topic, Reservation room, ByteBuffer[] parts) throws RefusedException {
        boolean published = false;
        try {
            for (ByteBuffer part : parts) {
                copy(part.duplicate(), topic, room);
            }
            long offset = topic.publish(room);
            published = true;
            return offset;
        } finally {
            if (!published) {
                room.abandon();
            }
        }
    }

    private static void copy(ByteBuffer bytes, Topic topic, Reservation room) throws RefusedException {
        while (bytes.hasRemaining()) {
            ByteBuffer window = topic.window(room);
            int piece = Math.min(window.remaining(), bytes.remaining());
            window.put(bytes.slice(bytes.position(), piece));
            bytes.position(bytes.position() + piece);
        }
    }
}
