package io.kaska.kafka;

import io.kaska.NoCommittedOffsetException;
import io.kaska.protocol.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The offsets that clients commit: those of the consumer group of the client's name, see {@link GroupNames}. With each
 * stands the id of its topic, as Kafka keeps them by the topic's name and takes its time to drop those of a topic that
 * was deleted: they are none of one made anew. What consumers of Kafka commit has no id there, and counts.
 *
 * <p>Used by any thread.
 */
final class CommittedOffsets {
    private static final String ID = "kaska:";

    private final Cluster cluster;
    private final TopicDirectory directory;

    CommittedOffsets(Cluster cluster, TopicDirectory directory) {
        this.cluster = cluster;
        this.directory = directory;
    }

    void commit(String client, String topic, long offset) {
        KnownTopic found = directory.findAgain(topic);
        OffsetAndMetadata kept = new OffsetAndMetadata(offset, mark(found.id()));
        cluster.change(
                topic,
                admin -> admin.alterConsumerGroupOffsets(GroupNames.group(client), Map.of(found.partition(), kept))
                        .all());
    }

    static String mark(Uuid topicId) {
        return ID + topicId;
    }

    long committed(String client, String topic) {
        TopicPartition partition = directory.find(topic).partition();
        String group = GroupNames.group(client);
        ListConsumerGroupOffsetsSpec asked = new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition));
        KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer = cluster.begin(
                admin -> admin.listConsumerGroupOffsets(Map.of(group, asked)).partitionsToOffsetAndMetadata(group));
        KnownTopic now = directory.findAgain(topic);
        return Optional.ofNullable(cluster.await(answer, topic, false).get(partition))
                .filter(kept -> isOf(now, kept))
                .map(OffsetAndMetadata::offset)
                .orElseThrow(() -> new NoCommittedOffsetException("topic " + Names.shown(topic)
                        + ": nothing was committed under the client name " + Names.shown(client)));
    }

    private static boolean isOf(KnownTopic topic, OffsetAndMetadata kept) {
        return !kept.metadata().startsWith(ID) || kept.metadata().equals(mark(topic.id()));
    }
}
