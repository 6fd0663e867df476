package io.kaska.bench.kafka;

import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer of one partition, without a group. One message in each answer means the least that Kafka gives, which is a
 * batch, and its library asks for the next one while the application has this one. For one thread.
 */
final class KafkaReader implements Reader {
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final ReadMode mode;
    private Iterator<ConsumerRecord<byte[], byte[]>> ahead = Collections.emptyIterator();

    KafkaReader(String address, Tuning tuning, String topic, ReadMode mode) {
        this.mode = mode;
        this.partition = new TopicPartition(topic, 0);
        Map<String, Object> settings = new HashMap<>(tuning.consumer());
        settings.put("bootstrap.servers", address);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        if (mode == ReadMode.ONE) {
            settings.put("max.poll.records", 1);
            settings.put("max.partition.fetch.bytes", 1);
        }
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
    }

    @Override
    public int read(Consumer<ByteBuffer> payloads) {
        if (mode == ReadMode.MANY) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(WAIT);
            records.forEach(record -> payloads.accept(ByteBuffer.wrap(record.value())));
            return records.count();
        }
        if (!ahead.hasNext()) {
            ahead = consumer.poll(WAIT).iterator();
            if (!ahead.hasNext()) {
                return 0;
            }
        }
        payloads.accept(ByteBuffer.wrap(ahead.next().value()));
        return 1;
    }

    @Override
    public void rewind() {
        ahead = Collections.emptyIterator();
        consumer.seek(partition, 0);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
