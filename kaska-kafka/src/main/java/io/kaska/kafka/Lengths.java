package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How long single messages are, for which Kafka has to read the batch they are in. Used by the reader's thread. */
final class Lengths {
    private static final Duration STEP = Duration.ofMillis(100);

    private final Cluster cluster;
    private final TopicIds ids = new TopicIds();
    private @Nullable KafkaConsumer<ByteBuffer, ByteBuffer> consumer;

    Lengths(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Of the payload at an offset below the end; 0 if there is none. */
    int of(KnownTopic topic, long offset, long end) {
        TopicPartition partition = topic.partition();
        if (ids.isAnother(topic)) {
            close(); // as it may have asked for the messages of the topic before
        }
        KafkaConsumer<ByteBuffer, ByteBuffer> reader = consumer();
        reader.assign(List.of(partition));
        reader.seek(partition, offset);
        long giveUp = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(cluster.settings().requestMillis());
        try {
            while (reader.position(partition) < end) {
                for (ConsumerRecord<ByteBuffer, ByteBuffer> record : reader.poll(STEP)) {
                    return record.offset() == offset ? Math.max(0, record.serializedValueSize()) : 0;
                }
                cluster.checkOpen();
                if (System.nanoTime() - giveUp > 0) {
                    throw new KaskaConnectionException("the message could not be read in time", false, null);
                }
            }
            return 0; // behind it is nothing but what transactions leave
        } catch (InvalidOffsetException e) {
            return 0; // trimmed meanwhile
        }
    }

    private KafkaConsumer<ByteBuffer, ByteBuffer> consumer() {
        if (consumer == null) {
            consumer = Cluster.make(() -> new KafkaConsumer<>(cluster.settings().looker()));
        }
        return consumer;
    }

    void close() {
        KafkaConsumer<ByteBuffer, ByteBuffer> made = consumer;
        consumer = null;
        Closing.now(made);
    }
}
