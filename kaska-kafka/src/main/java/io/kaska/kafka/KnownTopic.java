package io.kaska.kafka;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A topic that there was when it was looked for.
 *
 * @param name in Kaska
 * @param partition the one that it has in Kafka
 * @param id sets it apart from one of that name made before or after it
 */
record KnownTopic(String name, TopicPartition partition, Uuid id) {
    String kafkaName() {
        return partition.topic();
    }
}
