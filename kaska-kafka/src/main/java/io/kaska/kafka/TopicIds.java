package io.kaska.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Which topics it were that were read, by what they are called in Kafka. For one thread at a time. */
final class TopicIds {
    private final Map<TopicPartition, Uuid> ids = new HashMap<>();

    /** Notes a topic. Returns whether another one of its name was noted last. */
    boolean isAnother(KnownTopic topic) {
        Uuid before = ids.put(topic.partition(), topic.id());
        return before != null && !before.equals(topic.id());
    }
}
