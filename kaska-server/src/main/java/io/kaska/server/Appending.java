package io.kaska.server;

import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.log.Reservation;
import java.nio.ByteBuffer;
import java.util.List;

/** Messages of the same JVM on their way into a topic: copied to where they stay. For the thread of the caller. */
final class Appending {
    private static final ByteBuffer NO_TABLE = ByteBuffer.allocate(0);

    private Appending() {}

    /** In bytes, of all messages together. */
    static long sizeOf(List<ByteBuffer> messages) {
        long size = 0;
        for (ByteBuffer message : messages) {
            size += message.remaining();
        }
        return size;
    }

    /**
     * Appends messages, one or more, all or nothing. Their sizes together are checked already.
     *
     * @return the offset of the first
     */
    static long append(Topic topic, List<ByteBuffer> messages) throws RefusedException {
        int size = Math.toIntExact(sizeOf(messages));
        if (messages.size() == 1) {
            return fill(topic, topic.reserveMessage(size), NO_TABLE, messages);
        }
        ByteBuffer table = tableOf(messages);
        Reservation batch = topic.reserveBatch(messages.size(), Math.addExact(table.remaining(), size));
        return fill(topic, batch, table, messages);
    }

    private static ByteBuffer tableOf(List<ByteBuffer> messages) {
        ByteBuffer table = ByteBuffer.allocate(Math.multiplyExact(messages.size(), Integer.BYTES));
        int end = 0;
        for (ByteBuffer message : messages) {
            end += message.remaining();
            table.putInt(end);
        }
        return table.flip();
    }

    private static long fill(Topic topic, Reservation room, ByteBuffer table, List<ByteBuffer> messages)
            throws RefusedException {
        boolean published = false;
        try {
            copy(table, topic, room);
            for (ByteBuffer message : messages) {
                copy(message.duplicate(), topic, room);
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
