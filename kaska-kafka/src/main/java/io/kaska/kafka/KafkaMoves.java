package io.kaska.kafka;

import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import io.kaska.Message;
import io.kaska.protocol.Names;
import io.kaska.spi.MoveLink;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Moves topics into a cluster. While one is filled, its times are those that its producer gives; afterwards they are the
 * nodes', as those of every topic that is made here. What is in the topic keeps its times then, as Kafka writes down with
 * each batch whose they are. For one thread.
 */
final class KafkaMoves implements MoveLink {
    private static final String TIMES = "message.timestamp.type";
    private static final String GIVEN = "CreateTime";
    private static final String OWN = "LogAppendTime";
    private static final Map<String, String> WHILE_FILLED =
            Map.of(TIMES, GIVEN, "retention.ms", "-1", "retention.bytes", "-1");

    private static final int FILLED_AT_ONCE = 10_000;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final Barrier barrier;
    private final TopicCalls topics;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    KafkaMoves(Settings settings) {
        cluster = new Cluster(settings);
        directory = new TopicDirectory(cluster);
        barrier = new Barrier(cluster);
        topics = new TopicCalls(cluster, directory, barrier);
    }

    @Override
    public boolean keepsTimes() {
        return true;
    }

    @Override
    public void begin(String topic) {
        directory.forget(topic);
        if (directory.findAll(List.of(topic)).isEmpty()) {
            topics.create(topic, WHILE_FILLED);
        } else {
            setTimes(directory.find(topic), GIVEN);
        }
    }

    @Override
    public void end(String topic) {
        setTimes(directory.find(topic), OWN);
    }

    private void setTimes(KnownTopic topic, String whose) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.kafkaName());
        ConfigEntry now = cluster.ask(
                        topic.name(),
                        admin -> admin.describeConfigs(List.of(resource))
                                .values()
                                .get(resource))
                .get(TIMES);
        if (now != null && whose.equals(now.value())) {
            return;
        }
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(TIMES, whose), AlterConfigOp.OpType.SET);
        cluster.change(
                topic.name(),
                admin -> admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                        .all());
        barrier.await();
    }

    // --- messages

    @Override
    public void append(String topic, long offset, List<Message> messages) {
        KnownTopic known = directory.find(topic);
        send(
                known,
                offset,
                messages.stream().map(message -> record(known, message)).toList());
    }

    private static ProducerRecord<byte[], byte[]> record(KnownTopic topic, Message message) {
        RecordHeaders headers = new RecordHeaders();
        message.headers().forEach((name, value) -> headers.add(name, bytes(value)));
        return new ProducerRecord<>(
                topic.kafkaName(),
                topic.partition().partition(),
                message.timestamp().toEpochMilli(),
                message.key().map(KafkaMoves::bytes).orElse(null),
                bytes(message.payload()),
                headers);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    @Override
    public void fill(String topic, long from, long to, Instant time) {
        KnownTopic known = directory.find(topic);
        ProducerRecord<byte[], byte[]> nothing = new ProducerRecord<>(
                known.kafkaName(), known.partition().partition(), time.toEpochMilli(), null, new byte[0]);
        long next = from;
        while (next < to) {
            int count = (int) Math.min(FILLED_AT_ONCE, to - next);
            send(known, next, Collections.nCopies(count, nothing));
            next += count;
        }
    }

    private void send(KnownTopic topic, long offset, List<ProducerRecord<byte[], byte[]>> records) {
        boolean kept = false;
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
            for (ProducerRecord<byte[], byte[]> one : records) {
                sent.add(producer().send(one));
            }
            for (int i = 0; i < sent.size(); i++) {
                check(topic, offset + i, records.get(i).timestamp(), sent.get(i).get());
            }
            kept = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while messages are moved", true);
        } catch (ExecutionException e) {
            throw Failures.of(e.getCause(), topic.name(), true);
        } catch (KafkaException e) {
            throw Failures.of(e, topic.name(), true);
        } finally {
            if (!kept) {
                endProducer(); // what it still has to send would come between what is sent anew
            }
        }
    }

    private static void check(KnownTopic topic, long offset, @Nullable Long time, RecordMetadata got) {
        if (got.offset() != offset) {
            throw new KaskaException("topic " + Names.shown(topic.name()) + ": the message of offset " + offset
                    + " got offset " + got.offset() + ": somebody else writes to the topic there, or it is another one"
                    + " now; delete it there, and begin it anew");
        }
        if (time == null || got.timestamp() != time) {
            throw new KaskaException("topic " + Names.shown(topic.name()) + ": the message of offset " + offset
                    + " did not keep its time, as somebody set " + TIMES + "; delete it there, and begin it anew");
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> made = producer;
        if (made == null) {
            made = Cluster.make(() -> new KafkaProducer<>(cluster.settings().producer()));
            producer = made;
        }
        return made;
    }

    private void endProducer() {
        KafkaProducer<byte[], byte[]> made = producer;
        producer = null;
        Closing.now(made);
    }

    // --- clients

    /** @throws KaskaException if the name of one is too long to be known: see {@link GroupNames} */
    @Override
    public Optional<Set<String>> clients() {
        Set<String> names = new TreeSet<>();
        for (GroupListing group : cluster.ask(
                "",
                admin -> admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())) {
            if (GroupNames.isNameless(group.groupId())) {
                throw new KaskaException("the cluster keeps offsets of a client whose name is too long for it, and only"
                        + " its checksum is known; name the clients that are to be moved");
            }
            if (!group.groupId().isEmpty()) {
                names.add(group.groupId());
            }
        }
        return Optional.of(names);
    }

    @Override
    public void close() {
        endProducer();
        cluster.close();
    }
}
