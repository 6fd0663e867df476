package io.kaska.spi;

import io.kaska.OutgoingMessage;
import io.kaska.protocol.MessageHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of one send as the broker takes them: one behind the other, each with a head if one of them has a key or
 * headers. Keys, values and payloads stay where they are. Immutable; its buffers are the messages' own.
 */
public final class SendLayout {
    private final List<OutgoingMessage> messages;
    private final boolean headed;
    private final long size;

    private SendLayout(List<OutgoingMessage> messages, boolean headed) {
        this.messages = messages;
        this.headed = headed;
        long bytes = 0;
        for (OutgoingMessage message : messages) {
            bytes += sizeOf(message);
        }
        size = bytes;
    }

    /** Lays out one message or more. */
    public static SendLayout of(List<OutgoingMessage> messages) {
        boolean headed = false;
        for (OutgoingMessage message : messages) {
            headed |= message.key() != null || !message.headers().isEmpty();
        }
        return new SendLayout(messages, headed);
    }

    private long sizeOf(OutgoingMessage message) {
        long head = headed ? MessageHead.size(message.key(), message.headers()) : 0;
        return head + message.payload().remaining();
    }

    /** Whether each message begins with a head. */
    public boolean headed() {
        return headed;
    }

    public int count() {
        return messages.size();
    }

    /** All messages with their heads, in bytes. */
    public long size() {
        return size;
    }

    /** Where each message ends, 4 bytes each, counted from the first byte of the first; for a size of 2^31-1 or less. */
    public ByteBuffer table() {
        ByteBuffer table = ByteBuffer.allocate(Math.multiplyExact(messages.size(), Integer.BYTES));
        int end = 0;
        for (OutgoingMessage message : messages) {
            end += Math.toIntExact(sizeOf(message));
            table.putInt(end);
        }
        return table.flip();
    }

    /** The bytes of all messages, in as many buffers as they lie in, not to be moved; for a size of 2^31-1 or less. */
    public List<ByteBuffer> parts() {
        List<ByteBuffer> parts = new ArrayList<>(headed ? 3 * messages.size() : messages.size());
        for (OutgoingMessage message : messages) {
            if (headed) {
                MessageHead.addTo(parts, message.key(), message.headers());
            }
            parts.add(message.payload());
        }
        return parts;
    }
}
