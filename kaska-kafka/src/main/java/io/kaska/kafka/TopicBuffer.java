package io.kaska.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was read of a topic and not handed out: records in their order, the first of those there are at an offset or
 * behind it. Used by the reader's thread; any thread may say that it is worth nothing any more.
 */
final class TopicBuffer {
    private final Deque<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayDeque<>();
    private long start = -1;
    private long size;
    private volatile boolean stale;

    /** Whether it holds what stands at an offset. */
    boolean has(long offset) {
        return isAt(offset) && !records.isEmpty();
    }

    /** Whether what is added next belongs at an offset, or behind what does. */
    boolean isAt(long offset) {
        return !stale && start == offset;
    }

    /** Begins anew, with nothing, at an offset. */
    void startAt(long offset) {
        records.clear();
        size = 0;
        stale = false;
        start = offset;
    }

    void add(List<ConsumerRecord<ByteBuffer, ByteBuffer>> read) {
        records.addAll(read);
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : read) {
            size += sizeOf(record);
        }
    }

    private static int sizeOf(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /** Of keys and values, in bytes. */
    long size() {
        return size;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** What is next; not empty. */
    ConsumerRecord<ByteBuffer, ByteBuffer> first() {
        return records.getFirst();
    }

    ConsumerRecord<ByteBuffer, ByteBuffer> take() {
        ConsumerRecord<ByteBuffer, ByteBuffer> taken = records.removeFirst();
        start = taken.offset() + 1;
        size -= sizeOf(taken);
        return taken;
    }

    void spoil() {
        stale = true;
    }
}
