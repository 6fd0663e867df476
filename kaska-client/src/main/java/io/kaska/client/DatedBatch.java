package io.kaska.client;

import io.kaska.Message;
import io.kaska.protocol.MessageHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages of one time on their way to where they get the same offsets and that time: offset, time, the table of their
 * ends, and each with its head. Immutable; its buffers are the messages' own.
 */
final class DatedBatch {
    /** Of offset and time, in bytes. */
    static final int FIELDS_SIZE = 2 * Long.BYTES;

    private final List<Message> messages;
    private final long size;

    /** @param messages one or more of one time, one behind the other */
    DatedBatch(List<Message> messages) {
        this.messages = List.copyOf(messages);
        this.size = messages.stream().mapToLong(DatedBatch::sizeOf).sum();
    }

    private static long sizeOf(Message message) {
        return MessageHead.size(message.key().orElse(null), message.headers())
                + message.payload().remaining();
    }

    int count() {
        return messages.size();
    }

    long offset() {
        return messages.get(0).offset();
    }

    /** All messages with their heads, in bytes. */
    long size() {
        return size;
    }

    long tableSize() {
        return (long) messages.size() * Integer.BYTES;
    }

    /** All bytes, not to be moved; for a size of 2^31-1 or less with table and fields. */
    ByteBuffer[] parts() {
        ByteBuffer start = ByteBuffer.allocate(FIELDS_SIZE + Math.toIntExact(tableSize()));
        start.putLong(offset()).putLong(messages.get(0).timestamp().toEpochMilli());
        List<ByteBuffer> parts = new ArrayList<>(1 + 3 * messages.size());
        parts.add(start);
        int end = 0;
        for (Message message : messages) {
            end += Math.toIntExact(sizeOf(message));
            start.putInt(end);
            MessageHead.addTo(parts, message.key().orElse(null), message.headers());
            if (message.payload().hasRemaining()) {
                parts.add(message.payload());
            }
        }
        start.flip();
        return parts.toArray(new ByteBuffer[0]);
    }
}
