package io.kaska.kafka;

import io.kaska.protocol.RetentionFields;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * How long topics keep their messages: Kafka's properties {@code retention.ms} and {@code retention.bytes}, of the topic
 * itself or of the nodes. Used by any thread.
 */
final class RetentionCalls {
    private static final String AGE = "retention.ms";
    private static final String BYTES = "retention.bytes";
    private static final long NO_BOUND = -1;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final Barrier barrier;

    RetentionCalls(Cluster cluster, TopicDirectory directory, Barrier barrier) {
        this.cluster = cluster;
        this.directory = directory;
        this.barrier = barrier;
    }

    RetentionFields of(String topic) {
        return directory.with(topic, this::inForce);
    }

    private RetentionFields inForce(KnownTopic topic) {
        ConfigResource resource = resource(topic);
        Config config = cluster.ask(
                topic.name(),
                admin -> admin.describeConfigs(List.of(resource)).values().get(resource));
        return new RetentionFields(bound(config, AGE), bound(config, BYTES));
    }

    private static long bound(Config config, String name) {
        ConfigEntry entry = config.get(name);
        long value = entry == null || entry.value() == null ? NO_BOUND : Long.parseLong(entry.value());
        return value == NO_BOUND ? RetentionFields.UNLIMITED : value;
    }

    RetentionFields set(String topic, RetentionFields own) {
        Collection<AlterConfigOp> changes = List.of(change(AGE, own.ageMillis()), change(BYTES, own.bytes()));
        return directory.with(topic, found -> {
            cluster.change(
                    topic,
                    admin -> admin.incrementalAlterConfigs(Map.of(resource(found), changes))
                            .all());
            barrier.await();
            return inForce(found);
        });
    }

    private static AlterConfigOp change(String name, long value) {
        if (value == RetentionFields.BROKERS) {
            return new AlterConfigOp(new ConfigEntry(name, ""), OpType.DELETE);
        }
        String text = String.valueOf(value == RetentionFields.UNLIMITED ? NO_BOUND : value);
        return new AlterConfigOp(new ConfigEntry(name, text), OpType.SET);
    }

    private static ConfigResource resource(KnownTopic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.kafkaName());
    }
}
