package io.kaska.kafka;

import io.kaska.protocol.MessageHead;
import io.kaska.protocol.Names;
import io.kaska.protocol.Run;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Lays records of Kafka out as the runs that the client library hands out: consecutive offsets, one timestamp. A value
 * that Kafka has none of is a payload of no bytes. Of several headers of one name the last counts; one whose name is no
 * name here is left out.
 */
final class Runs {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private Runs() {}

    /**
     * Takes records off a buffer that is not empty: the first whatever its size, and further ones within the limits.
     *
     * @param maxBytes of all of them with their heads
     */
    static List<Run> take(TopicBuffer from, int maxBytes, int maxMessages) {
        List<Run> runs = new ArrayList<>();
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> run = new ArrayList<>();
        long left = maxBytes;
        for (int count = 0; count < maxMessages && !from.isEmpty(); count++) {
            ConsumerRecord<ByteBuffer, ByteBuffer> next = from.first();
            left -= largestSize(next);
            if (count > 0 && left < 0) {
                break;
            }
            if (!run.isEmpty() && !continues(run.get(run.size() - 1), next)) {
                runs.add(of(run));
                run.clear();
            }
            run.add(from.take());
        }
        runs.add(of(run));
        return runs;
    }

    private static boolean continues(
            ConsumerRecord<ByteBuffer, ByteBuffer> last, ConsumerRecord<ByteBuffer, ByteBuffer> next) {
        return next.offset() == last.offset() + 1
                && next.timestamp() == last.timestamp()
                && isHeaded(next) == isHeaded(last);
    }

    private static boolean isHeaded(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        return record.key() != null || record.headers().iterator().hasNext();
    }

    private static long largestSize(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        long size = payload(record).remaining();
        return isHeaded(record) ? size + MessageHead.size(record.key(), headers(record)) : size;
    }

    private static ByteBuffer payload(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        @Nullable ByteBuffer value = record.value();
        return value == null ? NOTHING : value;
    }

    private static Map<String, ByteBuffer> headers(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        Map<String, ByteBuffer> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            if (Names.problemOf("header", header.key()) == null) {
                byte[] value = header.value();
                headers.put(header.key(), value == null ? NOTHING : ByteBuffer.wrap(value));
            }
        }
        return headers;
    }

    private static Run of(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
        ConsumerRecord<ByteBuffer, ByteBuffer> first = records.get(0);
        ByteBuffer table = ByteBuffer.allocate((records.size() + 1) * Integer.BYTES);
        boolean headed = isHeaded(first);
        ByteBuffer bodies = headed ? headed(records, table) : plain(records, table);
        return new Run(
                first.offset(),
                first.timestamp(),
                headed ? MessageHead.FLAG : 0,
                records.size(),
                table.flip(),
                bodies.flip());
    }

    private static ByteBuffer plain(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, ByteBuffer table) {
        int size = 0;
        table.putInt(size);
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
            size += payload(record).remaining();
            table.putInt(size);
        }
        ByteBuffer bodies = ByteBuffer.allocate(size);
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
            put(bodies, payload(record));
        }
        return bodies;
    }

    private static ByteBuffer headed(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, ByteBuffer table) {
        List<ByteBuffer> parts = new ArrayList<>();
        int size = 0;
        table.putInt(size);
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
            Map<String, ByteBuffer> headers = headers(record);
            MessageHead.addTo(parts, record.key(), headers);
            parts.add(payload(record));
            size += Math.toIntExact(
                    MessageHead.size(record.key(), headers) + payload(record).remaining());
            table.putInt(size);
        }
        ByteBuffer bodies = ByteBuffer.allocate(size);
        parts.forEach(part -> put(bodies, part));
        return bodies;
    }

    private static void put(ByteBuffer to, ByteBuffer part) {
        int size = part.remaining();
        to.put(to.position(), part, part.position(), size).position(to.position() + size);
    }
}
