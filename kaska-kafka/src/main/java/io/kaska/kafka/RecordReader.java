package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import io.kaska.UnknownTopicException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of which it is known that they are there, with a consumer that never waits at a node for more. It reads on
 * where it stands, which Kafka's consumer has asked for beforehand. Used by the reader's thread.
 */
final class RecordReader {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int MOST_IDLE_PARTITIONS = 64;

    private final Cluster cluster;
    private final RangeCalls ranges;
    private final Map<TopicPartition, TopicBuffer> buffers = new ConcurrentHashMap<>();
    /** Where the consumer stands. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private @Nullable KafkaConsumer<ByteBuffer, ByteBuffer> consumer;

    RecordReader(Cluster cluster, RangeCalls ranges) {
        this.cluster = cluster;
        this.ranges = ranges;
    }

    TopicBuffer buffer(TopicPartition partition) {
        return buffers.computeIfAbsent(partition, any -> new TopicBuffer());
    }

    /** By any thread: what was read ahead does not count any more. */
    void forget(String kafkaName) {
        TopicBuffer buffer = buffers.get(new TopicPartition(kafkaName, 0));
        if (buffer != null) {
            buffer.spoil();
        }
    }

    /** Reads with another consumer from now on. What a consumer has asked for it gives, whenever that was. */
    void renew() {
        close();
        positions.clear();
    }

    /**
     * Reads until of each topic what is wanted is read, or it is found that it is not there.
     *
     * @param giveUp the time of {@link System#nanoTime} when what is not read yet fails
     */
    void read(List<Wanted> topics, long giveUp) {
        KafkaConsumer<ByteBuffer, ByteBuffer> reader = consumer();
        assign(reader, topics);
        topics.forEach(topic -> place(reader, topic));
        List<Wanted> left = new ArrayList<>(topics);
        int silent = 0;
        while (!left.isEmpty()) {
            resumeOnly(reader, left);
            silent = poll(reader, left) ? 0 : silent + 1;
            left.removeIf(topic -> isSettled(reader, topic));
            if (silent > 1) {
                askAgain(left);
            }
            cluster.checkOpen();
            if (System.nanoTime() - giveUp > 0 && !left.isEmpty()) {
                throw new KaskaConnectionException("messages that are there could not be read in time", false, null);
            }
        }
        reader.pause(reader.assignment());
    }

    private void assign(KafkaConsumer<ByteBuffer, ByteBuffer> reader, List<Wanted> topics) {
        Set<TopicPartition> wanted = new HashSet<>();
        topics.forEach(topic -> wanted.add(topic.partition()));
        Set<TopicPartition> assigned = reader.assignment();
        if (assigned.containsAll(wanted)) {
            return;
        }
        if (assigned.size() < wanted.size() + MOST_IDLE_PARTITIONS) {
            wanted.addAll(assigned);
        }
        positions.keySet().retainAll(wanted);
        reader.assign(wanted);
    }

    private void place(KafkaConsumer<ByteBuffer, ByteBuffer> reader, Wanted topic) {
        TopicBuffer buffer = buffer(topic.partition());
        Long stands = positions.get(topic.partition());
        if (stands == null || stands != topic.offset() || !buffer.isAt(topic.offset())) {
            reader.seek(topic.partition(), topic.offset());
            positions.put(topic.partition(), topic.offset());
        }
        buffer.startAt(topic.offset());
    }

    private static void resumeOnly(KafkaConsumer<ByteBuffer, ByteBuffer> reader, List<Wanted> topics) {
        List<TopicPartition> wanted = topics.stream().map(Wanted::partition).toList();
        Set<TopicPartition> others = new HashSet<>(reader.assignment());
        wanted.forEach(others::remove);
        reader.pause(others);
        reader.resume(wanted);
    }

    /** Returns whether anything came. */
    private boolean poll(KafkaConsumer<ByteBuffer, ByteBuffer> reader, List<Wanted> topics) {
        try {
            ConsumerRecords<ByteBuffer, ByteBuffer> came = reader.poll(STEP);
            for (TopicPartition partition : came.partitions()) {
                buffer(partition).fill(came.records(partition));
                positions.put(partition, reader.position(partition));
            }
            return !came.isEmpty();
        } catch (InvalidOffsetException e) {
            topics.stream()
                    .filter(topic -> e.partitions().contains(topic.partition()))
                    .forEach(topic -> lookCloser(reader, topic));
            return true;
        }
    }

    /** Nothing is at the offset, says the node: trimmed, or not yet there; or it spoke of the topic before this one. */
    private void lookCloser(KafkaConsumer<ByteBuffer, ByteBuffer> reader, Wanted topic) {
        try {
            long earliest = ranges.offset(topic.topic(), OffsetSpec.earliest());
            topic.setEnd(ranges.offset(topic.topic(), OffsetSpec.latest()));
            if (topic.offset() < earliest) {
                topic.setGone(earliest);
            }
        } catch (UnknownTopicException e) {
            topic.setState(Wanted.State.UNKNOWN);
        }
        boolean again = topic.state() == Wanted.State.UNREAD;
        long next = again ? topic.offset() : topic.end(); // or it would throw for ever
        reader.seek(topic.partition(), next);
        positions.put(topic.partition(), next);
    }

    private boolean isSettled(KafkaConsumer<ByteBuffer, ByteBuffer> reader, Wanted topic) {
        if (topic.state() != Wanted.State.UNREAD) {
            return true;
        }
        if (!buffer(topic.partition()).isEmpty()) {
            topic.setState(Wanted.State.READ);
        } else if (reader.position(topic.partition()) >= topic.end()) {
            topic.setState(Wanted.State.NOTHING); // but what transactions and compaction leave
        }
        return topic.state() != Wanted.State.UNREAD;
    }

    /** Nothing comes: the topic may be gone, or be another one. */
    private void askAgain(List<Wanted> silent) {
        Map<String, Long> ends = ranges.ends(silent.stream().map(Wanted::topic).toList());
        for (Wanted topic : silent) {
            Long end = ends.get(topic.topic().name());
            if (end == null) {
                topic.setState(Wanted.State.UNKNOWN);
            } else {
                topic.setEnd(end);
            }
        }
        silent.removeIf(topic -> topic.state() != Wanted.State.UNREAD);
    }

    private KafkaConsumer<ByteBuffer, ByteBuffer> consumer() {
        KafkaConsumer<ByteBuffer, ByteBuffer> made = consumer;
        if (made == null) {
            made = Cluster.make(() -> new KafkaConsumer<>(cluster.settings().reader()));
            consumer = made;
        }
        return made;
    }

    void close() {
        KafkaConsumer<ByteBuffer, ByteBuffer> made = consumer;
        consumer = null;
        Closing.now(made);
    }
}
