package io.kaska.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first message of any of some topics, with a consumer of its own: its questions wait at the nodes, and a
 * node answers one consumer's questions one after the other. What comes is read ahead. Used by the reader's thread; any
 * thread interrupts.
 */
final class Waiting {
    private final Cluster cluster;
    private final Look look;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private int renewals;
    private volatile @Nullable KafkaConsumer<ByteBuffer, ByteBuffer> consumer;

    Waiting(Cluster cluster, Look look) {
        this.cluster = cluster;
        this.look = look;
    }

    /**
     * Returns when a message is there, after the time, when interrupted, or for no reason.
     *
     * @param ends where the next message of each topic will be
     */
    void await(Map<TopicPartition, Long> ends, long nanos) {
        KafkaConsumer<ByteBuffer, ByteBuffer> waits = consumer;
        if (waits == null || renewals != look.renewals()) {
            renewConsumer();
            return; // who interrupted meanwhile could wake nobody
        }
        if (!positions.equals(ends)) {
            waits.assign(ends.keySet());
            ends.forEach((partition, end) -> {
                if (!end.equals(positions.get(partition))) {
                    waits.seek(partition, end);
                }
            });
            positions.clear();
            positions.putAll(ends);
        }
        try {
            ConsumerRecords<ByteBuffer, ByteBuffer> came =
                    waits.poll(Duration.ofNanos(Math.max(0, Math.min(nanos, Long.MAX_VALUE / 4))));
            for (TopicPartition partition : came.partitions()) {
                look.readAhead(partition, positions.getOrDefault(partition, -1L), came.records(partition));
                positions.put(partition, waits.position(partition));
            }
        } catch (WakeupException e) {
            return;
        } catch (InvalidOffsetException e) {
            positions.keySet().removeAll(e.partitions()); // made anew or trimmed: the look finds out
        }
    }

    private void renewConsumer() {
        renewals = look.renewals();
        close();
        positions.clear();
        consumer = Cluster.make(() -> new KafkaConsumer<>(cluster.settings().waiter()));
    }

    void interrupt() {
        KafkaConsumer<ByteBuffer, ByteBuffer> waits = consumer;
        if (waits != null) {
            waits.wakeup();
        }
    }

    void close() {
        KafkaConsumer<ByteBuffer, ByteBuffer> made = consumer;
        consumer = null;
        Closing.now(made);
    }
}
