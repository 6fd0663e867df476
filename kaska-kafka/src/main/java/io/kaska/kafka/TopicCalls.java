package io.kaska.kafka;

import io.kaska.KaskaException;
import io.kaska.TopicExistsException;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;

/** Makes and deletes topics, each of one partition. Both are done when all nodes know of it. Used by any thread. */
final class TopicCalls {
    private static final int USUAL_REPLICATION = 3;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final Barrier barrier;

    TopicCalls(Cluster cluster, TopicDirectory directory, Barrier barrier) {
        this.cluster = cluster;
        this.directory = directory;
        this.barrier = barrier;
    }

    void create(String topic) {
        create(topic, Map.of());
    }

    /** @param more properties that stand over ours, and over those of the URL */
    void create(String topic, Map<String, String> more) {
        String usual = TopicNames.encode(topic);
        String apart = TopicNames.apart(topic).orElse(usual);
        if (!apart.equals(usual)) {
            checkFree(topic);
        }
        NewTopic wanted = newTopic(usual, more);
        try {
            cluster.change(topic, admin -> createOn(admin, wanted));
        } catch (KaskaException e) {
            if (!(e.getCause() instanceof InvalidTopicException) || apart.equals(usual)) {
                throw e;
            }
            // There is one whose name differs in dots and underscores only.
            NewTopic beside = newTopic(apart, more);
            cluster.change(topic, admin -> createOn(admin, beside));
        }
        directory.forget(topic);
        barrier.await();
    }

    private void checkFree(String topic) {
        boolean free = directory.findAll(List.of(topic)).isEmpty();
        if (!free && exists(topic)) {
            throw new TopicExistsException("topic " + Names.shown(topic) + ": there is a topic of that name already");
        }
    }

    private boolean exists(String topic) {
        try {
            return directory.findAgain(topic).name().equals(topic);
        } catch (UnknownTopicException e) {
            return false;
        }
    }

    private static KafkaFuture<Void> createOn(Admin admin, NewTopic wanted) {
        return admin.createTopics(List.of(wanted)).all();
    }

    private NewTopic newTopic(String kafkaName, Map<String, String> more) {
        KafkaUrl url = cluster.settings().url();
        int copies = copies();
        int inSync = url.minInSync() > 0 ? url.minInSync() : Math.max(1, Math.min(copies - 1, 2));
        Map<String, String> configs = new HashMap<>();
        configs.put("cleanup.policy", "delete");
        configs.put("message.timestamp.type", "LogAppendTime");
        configs.put("min.insync.replicas", String.valueOf(inSync));
        configs.put("max.message.bytes", String.valueOf(cluster.settings().maxBatch()));
        configs.put(CreationOrder.CONFIG, String.valueOf(CreationOrder.next()));
        configs.putAll(url.topicConfigs());
        configs.putAll(more);
        return new NewTopic(kafkaName, 1, (short) copies).configs(configs);
    }

    /** Counted each time, as some nodes may not have come yet. */
    private int copies() {
        int wanted = cluster.settings().url().replication();
        return wanted > 0
                ? wanted
                : Math.min(
                        USUAL_REPLICATION,
                        cluster.ask("", admin -> admin.describeCluster().nodes())
                                .size());
    }

    void delete(String topic) {
        directory.with(topic, found -> {
            directory.forget(topic);
            cluster.change(
                    topic,
                    admin -> admin.deleteTopics(List.of(found.kafkaName())).all());
            return true;
        });
        directory.forget(topic);
        barrier.await();
    }
}
