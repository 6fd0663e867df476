package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Message;
import io.kaska.OutgoingMessage;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a message says about itself, so that whoever reads it knows that it is whole: in the key of a message that has
 * one, in front of the payload of another.
 *
 * @param producer who sent it
 * @param number higher than all that this producer sent to the topic before
 * @param index its place among those that were sent as one, from 0 on
 * @param count how many those are
 * @param crc of the bytes that are not the stamp
 */
record Stamp(int producer, long number, int index, int count, int crc) {
    static final int SIZE = 24;

    /** A message with a key, of any payload. */
    static OutgoingMessage keyed(int producer, long number, int index, int count, byte[] body) {
        ByteBuffer key = new Stamp(producer, number, index, count, crcOf(ByteBuffer.wrap(body))).toBytes(0);
        return new OutgoingMessage(key.flip(), ByteBuffer.wrap(body));
    }

    /** A message without a key, whose payload begins with the stamp. */
    static OutgoingMessage plain(int producer, long number, int index, int count, byte[] body) {
        ByteBuffer payload =
                new Stamp(producer, number, index, count, crcOf(ByteBuffer.wrap(body))).toBytes(body.length);
        return new OutgoingMessage(payload.put(body).flip());
    }

    private ByteBuffer toBytes(int more) {
        return ByteBuffer.allocate(SIZE + more)
                .putInt(producer)
                .putLong(number)
                .putInt(index)
                .putInt(count)
                .putInt(crc);
    }

    /** Of a message to be sent. */
    static Stamp of(OutgoingMessage message) {
        return of(message.key(), message.payload());
    }

    /** Of a message that was read, whose every byte is checked. */
    static Stamp checked(Message message) {
        ByteBuffer payload = message.payload();
        ByteBuffer key = message.key().orElse(null);
        Stamp stamp = of(key, payload);
        ByteBuffer body = key == null ? payload.slice(SIZE, payload.remaining() - SIZE) : payload;
        assertThat(crcOf(body))
                .as("CRC of message %d of %s, %s", message.offset(), message.topic(), stamp)
                .isEqualTo(stamp.crc);
        return stamp;
    }

    private static Stamp of(@Nullable ByteBuffer key, ByteBuffer payload) {
        ByteBuffer from = (key == null ? payload : key).duplicate();
        assertThat(from.remaining()).as("bytes with a stamp").isGreaterThanOrEqualTo(SIZE);
        return new Stamp(from.getInt(), from.getLong(), from.getInt(), from.getInt(), from.getInt());
    }

    private static int crcOf(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
