package io.kaska.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was read of a topic and not handed out: records in their order, the first of those there are at an offset or
 * behind it. Used by the reader's thread; any thread may say that it is worth nothing any more.
 */
final class TopicBuffer {
    private List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = List.of();
    /** The first of the records that was not handed out. */
    private int next;

    private int[] sizes = new int[0];
    private long start = -1;
    private long size;
    private volatile boolean stale;

    /** Whether it holds what stands at an offset. */
    boolean has(long offset) {
        return isAt(offset) && !isEmpty();
    }

    /** Whether what is added next belongs at an offset, or behind what does. */
    boolean isAt(long offset) {
        return !stale && start == offset;
    }

    /** Whether it was used, and not for what stands at an offset. */
    boolean isElsewhere(long offset) {
        return start >= 0 && !isAt(offset);
    }

    /** Begins anew, with nothing, at an offset. */
    void startAt(long offset) {
        clear();
        stale = false;
        start = offset;
    }

    private void clear() {
        records = List.of();
        sizes = new int[0];
        next = 0;
        size = 0;
    }

    /** Takes what was read, where it is empty. */
    void fill(List<ConsumerRecord<ByteBuffer, ByteBuffer>> read) {
        clear();
        records = List.copyOf(read); // which is looked into faster than Kafka's list in its wrapper
        sizes = new int[records.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = ReadRecords.sizeOf(records.get(i));
            size += sizes[i];
        }
    }

    /** What is in it, with heads, in bytes. */
    long size() {
        return size;
    }

    boolean isEmpty() {
        return next == records.size();
    }

    /**
     * Takes records off it, if it is not empty: the first whatever its size, and further ones within the limits.
     *
     * @param maxBytes of all of them with their heads
     */
    ReadRecords take(int maxBytes, int maxMessages) {
        int end = next + 1;
        long left = (long) maxBytes - sizes[next];
        while (end < sizes.length && end - next < maxMessages && left >= sizes[end]) {
            left -= sizes[end++];
        }
        ReadRecords taken = new ReadRecords(records, sizes, next, end);
        start = records.get(end - 1).offset() + 1;
        next = end;
        size -= taken.size();
        if (isEmpty()) {
            clear(); // lets the received memory go
        }
        return taken;
    }

    void spoil() {
        stale = true;
    }
}
