package io.kaska.kafka;

import io.kaska.OutgoingMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Messages as Kafka's producer takes them. The buffers stay as they are. */
final class Records {
    /** The most that a record has beside its key, headers and value, in bytes; and a header beside name and value. */
    private static final long AROUND_RECORD = 40L;

    private static final long AROUND_HEADER = 10L;

    private Records() {}

    static ProducerRecord<byte[], byte[]> of(KnownTopic topic, OutgoingMessage message) {
        ByteBuffer key = message.key();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic.kafkaName(),
                topic.partition().partition(),
                null,
                key == null ? null : bytes(key),
                bytes(message.payload()),
                message.headers().isEmpty() ? null : new RecordHeaders());
        for (Map.Entry<String, ByteBuffer> header : message.headers().entrySet()) {
            record.headers().add(header.getKey(), bytes(header.getValue()));
        }
        return record;
    }

    /** The producer copies what it is given before it returns, so that an array that is all of it will do. */
    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    /** What a message takes in a batch at most, in bytes. */
    static long largestSize(OutgoingMessage message) {
        long size = AROUND_RECORD + size(message.key()) + message.payload().remaining();
        for (Map.Entry<String, ByteBuffer> header : message.headers().entrySet()) {
            size += AROUND_HEADER
                    + header.getKey().getBytes(StandardCharsets.UTF_8).length
                    + header.getValue().remaining();
        }
        return size;
    }

    private static int size(@Nullable ByteBuffer bytes) {
        return bytes == null ? 0 : bytes.remaining();
    }
}
