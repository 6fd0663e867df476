package io.kaska.kafka;

import io.kaska.KaskaException;
import io.kaska.OffsetOutOfRangeException;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.PolicyViolationException;

/** Which offsets topics have, asked of the nodes that lead them. Used by any thread. */
final class RangeCalls {
    /**
     * After so long it is worth a question whether the topic is still there: the client of Kafka looks for the node that
     * leads it, over and over.
     */
    private static final long LATE_MILLIS = 30;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final ListOffsetsOptions readable;

    RangeCalls(Cluster cluster, TopicDirectory directory) {
        this.cluster = cluster;
        this.directory = directory;
        this.readable = new ListOffsetsOptions(cluster.settings().isolation());
    }

    long end(String topic) {
        return directory.with(topic, found -> offset(found, OffsetSpec.latest()));
    }

    long earliest(String topic) {
        return directory.with(topic, found -> offset(found, OffsetSpec.earliest()));
    }

    /** @throws UnknownTopicException if it is there no more */
    long offset(KnownTopic topic, OffsetSpec spec) {
        KafkaFuture<ListOffsetsResultInfo> answer = cluster.begin(admin ->
                admin.listOffsets(Map.of(topic.partition(), spec), readable).partitionResult(topic.partition()));
        if (!cluster.isDoneWithin(answer, LATE_MILLIS)) {
            directory.findAgain(topic.name());
        }
        return cluster.await(answer, topic.name(), false).offset();
    }

    OptionalLong forTime(String topic, long millis) {
        return directory.with(topic, found -> {
            if (millis >= 0) {
                long offset = offset(found, OffsetSpec.forTimestamp(millis));
                return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
            }
            long first = offset(found, OffsetSpec.earliest()); // before 1970 numbers mean other things to Kafka
            return first < offset(found, OffsetSpec.latest()) ? OptionalLong.of(first) : OptionalLong.empty();
        });
    }

    List<OptionalLong> ends(List<String> topics) {
        Map<String, Long> ends = ends(directory.findAllAgain(topics).values());
        List<OptionalLong> all = new ArrayList<>(topics.size());
        for (String topic : topics) {
            Long end = ends.get(topic);
            all.add(end == null ? OptionalLong.empty() : OptionalLong.of(end));
        }
        return all;
    }

    /** The ends of those of the topics that are still there, by their names. */
    Map<String, Long> ends(Collection<KnownTopic> topics) {
        Map<String, Long> ends = new HashMap<>();
        if (topics.isEmpty()) {
            return ends;
        }
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        topics.forEach(topic -> asked.put(topic.partition(), OffsetSpec.latest()));
        Map<KnownTopic, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
        KafkaFuture<Void> all = cluster.begin(admin -> {
            ListOffsetsResult result = admin.listOffsets(asked, readable);
            topics.forEach(topic -> answers.put(topic, result.partitionResult(topic.partition())));
            return KafkaFuture.allOf(answers.values().toArray(new KafkaFuture<?>[0]));
        });
        if (!cluster.isDoneWithin(all, LATE_MILLIS)) {
            dropGone(answers);
        }
        answers.forEach((topic, answer) -> {
            try {
                ends.put(
                        topic.name(), cluster.await(answer, topic.name(), false).offset());
            } catch (UnknownTopicException e) {
                directory.forget(topic.name());
            }
        });
        return ends;
    }

    private void dropGone(Map<KnownTopic, KafkaFuture<ListOffsetsResultInfo>> answers) {
        List<String> late = answers.entrySet().stream()
                .filter(entry -> !entry.getValue().isDone())
                .map(entry -> entry.getKey().name())
                .toList();
        late.forEach(directory::forget);
        Set<String> there = directory.findAll(late).keySet();
        answers.keySet().removeIf(topic -> late.contains(topic.name()) && !there.contains(topic.name()));
    }

    /** Returns the earliest offset then. */
    long trim(String topic, long offset) {
        return directory.with(topic, found -> trim(found, offset));
    }

    private long trim(KnownTopic topic, long offset) {
        long earliest = offset(topic, OffsetSpec.earliest());
        long end = offset(topic, OffsetSpec.latest());
        if (offset > end) {
            throw new OffsetOutOfRangeException(
                    "topic " + Names.shown(topic.name()) + ": offset " + offset + " is not in [" + earliest + ", " + end
                            + ")",
                    earliest);
        }
        if (offset <= earliest) {
            return earliest;
        }
        try {
            cluster.change(
                    topic.name(),
                    admin -> admin.deleteRecords(Map.of(topic.partition(), RecordsToDelete.beforeOffset(offset)))
                            .all());
        } catch (KaskaException e) {
            if (e.getCause() instanceof PolicyViolationException) {
                throw new UnsupportedOperationException(
                        "topic " + Names.shown(topic.name()) + " is only compacted in Kafka, and cannot be trimmed", e);
            }
            throw e;
        }
        return Math.max(offset, earliest);
    }
}
