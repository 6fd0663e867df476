package io.kaska.kafka;

import io.kaska.protocol.MessageHead;
import io.kaska.protocol.Messages;
import io.kaska.protocol.Names;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records of Kafka as the client library hands them out: views of the memory that Kafka's consumer received them into,
 * which it leaves to them. A value that Kafka has none of is a payload of no bytes. Of several headers of one name the
 * last counts; one whose name is no name here is left out. Immutable.
 */
final class ReadRecords implements Messages {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<ConsumerRecord<ByteBuffer, ByteBuffer>> records;
    private final int[] sizes;
    private final int start;
    private final int count;
    private final long size;

    /**
     * The records of [start, end), one or more, of lists that are never changed.
     *
     * @param sizes of each of the records, as {@link #sizeOf} has it
     */
    ReadRecords(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, int[] sizes, int start, int end) {
        this.records = records;
        this.sizes = sizes;
        this.start = start;
        this.count = end - start;
        long bytes = 0;
        for (int i = start; i < end; i++) {
            bytes += sizes[i];
        }
        this.size = bytes;
    }

    /** A record with its head, in bytes. */
    static int sizeOf(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        int size = Math.max(0, record.serializedValueSize());
        return isHeaded(record) ? Math.toIntExact(size + MessageHead.size(record.key(), headersOf(record))) : size;
    }

    private static boolean isHeaded(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        return record.key() != null || record.headers().toArray().length > 0;
    }

    private static Map<String, ByteBuffer> headersOf(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        Map<String, ByteBuffer> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            if (Names.problemOf("header", header.key()) == null) {
                byte[] value = header.value();
                headers.put(header.key(), value == null ? NOTHING : view(ByteBuffer.wrap(value)));
            }
        }
        return Collections.unmodifiableMap(headers);
    }

    private static ByteBuffer view(ByteBuffer bytes) {
        return bytes.slice(bytes.position(), bytes.remaining()).asReadOnlyBuffer();
    }

    private ConsumerRecord<ByteBuffer, ByteBuffer> at(int index) {
        return records.get(start + index);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long offset(int index) {
        return at(index).offset();
    }

    @Override
    public long timestamp(int index) {
        return at(index).timestamp();
    }

    @Override
    public int bodySize(int index) {
        return sizes[start + index];
    }

    @Override
    public @Nullable ByteBuffer key(int index) {
        @Nullable ByteBuffer key = at(index).key();
        return key == null ? null : view(key);
    }

    @Override
    public Map<String, ByteBuffer> headers(int index) {
        return headersOf(at(index));
    }

    @Override
    public ByteBuffer payload(int index) {
        @Nullable ByteBuffer value = at(index).value();
        return view(value == null ? NOTHING : value);
    }
}
