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
        for (int i = 0; i < messages.size(); i++) {
            bytes += sizeOf(messages.get(i));
        }
        size = bytes;
    }

    /** Lays out one message or more. */
    public static SendLayout of(List<OutgoingMessage> messages) {
        boolean headed = false;
        for (int i = 0; i < messages.size() && !headed; i++) {
            headed = needsHead(messages.get(i));
        }
        return new SendLayout(messages, headed);
    }

    /** What a message takes that is sent alone, in bytes, with its head if it needs one. */
    public static long sizeAlone(OutgoingMessage message) {
        return sizeOf(message, needsHead(message));
    }

    private static boolean needsHead(OutgoingMessage message) {
        return message.key() != null || !message.headers().isEmpty();
    }

    private long sizeOf(OutgoingMessage message) {
        return sizeOf(message, headed);
    }

    private static long sizeOf(OutgoingMessage message, boolean headed) {
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

    /** What the table takes that stands before several messages, in bytes. */
    public long tableSize() {
        return messages.size() == 1 ? 0 : (long) messages.size() * Integer.BYTES;
    }

    /**
     * All bytes: where each message ends, if there are several, and then the messages. In as many buffers as they lie in,
     * not to be moved; for a size of 2^31-1 or less with the table.
     */
    public ByteBuffer[] parts() {
        if (messages.size() == 1 && !headed) {
            return new ByteBuffer[] {messages.get(0).payload()};
        }
        List<ByteBuffer> parts = new ArrayList<>(1 + (headed ? 3 * messages.size() : messages.size()));
        if (messages.size() > 1) {
            parts.add(table());
        }
        for (OutgoingMessage message : messages) {
            if (headed) {
                MessageHead.addTo(parts, message.key(), message.headers());
            }
            parts.add(message.payload());
        }
        return parts.toArray(new ByteBuffer[0]);
    }

    private ByteBuffer table() {
        ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(tableSize()));
        int end = 0;
        for (OutgoingMessage message : messages) {
            end += Math.toIntExact(sizeOf(message));
            table.putInt(end);
        }
        return table.flip();
    }
}
