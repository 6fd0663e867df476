package io.kaska.kafka;

import io.kaska.UnknownTopicException;
import io.kaska.protocol.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which topic of Kafka is meant by a name. What was found is kept until somebody meets that it is not there any more:
 * so an operation that fails for an unknown topic looks once more, and is done again if there is a topic after all.
 * Used by any thread.
 */
final class TopicDirectory {
    private final Cluster cluster;
    private final Map<String, KnownTopic> known = new ConcurrentHashMap<>();

    TopicDirectory(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Something to be done with a topic, which throws if it is not there. */
    interface Operation<T> {
        T on(KnownTopic topic);
    }

    <T> T with(String topic, Operation<T> operation) {
        KnownTopic found = find(topic);
        try {
            return operation.on(found);
        } catch (UnknownTopicException e) {
            return operation.on(findAgain(topic));
        }
    }

    /** @throws UnknownTopicException if there is no such topic */
    KnownTopic find(String topic) {
        KnownTopic found = known.get(topic);
        return found != null ? found : findAgain(topic);
    }

    /** The topic as it is now. */
    KnownTopic findAgain(String topic) {
        return Optional.ofNullable(lookUp(List.of(topic)).get(topic)).orElseThrow(() -> Failures.unknown(topic));
    }

    /** Those of the topics that there are, in a map of the caller's own. */
    Map<String, KnownTopic> findAll(Collection<String> topics) {
        Map<String, KnownTopic> found = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (String topic : topics) {
            KnownTopic hit = known.get(topic);
            if (hit == null) {
                missing.add(topic);
            } else {
                found.put(topic, hit);
            }
        }
        found.putAll(findAllAgain(missing));
        return found;
    }

    /** Those of the topics that there are, as they are now. */
    Map<String, KnownTopic> findAllAgain(Collection<String> topics) {
        return topics.isEmpty() ? Map.of() : lookUp(topics);
    }

    void forget(String topic) {
        known.remove(topic);
    }

    private Map<String, KnownTopic> lookUp(Collection<String> topics) {
        Map<String, KnownTopic> found = new LinkedHashMap<>();
        Map<String, KafkaFuture<TopicDescription>> answers = describe(topics);
        for (String topic : topics) {
            known.remove(topic);
            KnownTopic hit = of(topic, answers.get(TopicNames.encode(topic)));
            if (hit == null) {
                hit = of(topic, TopicNames.apart(topic).map(answers::get).orElse(null));
            }
            if (hit != null) {
                known.put(topic, hit);
                found.put(topic, hit);
            }
        }
        return found;
    }

    private Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics) {
        Set<String> names = new LinkedHashSet<>();
        for (String topic : topics) {
            names.add(TopicNames.encode(topic));
            TopicNames.apart(topic).ifPresent(names::add);
        }
        Map<String, KafkaFuture<TopicDescription>> answers = new HashMap<>();
        KafkaFuture<Void> all = cluster.begin(admin -> {
            answers.putAll(admin.describeTopics(names).topicNameValues());
            return KafkaFuture.allOf(answers.values().toArray(new KafkaFuture<?>[0]));
        });
        try {
            cluster.await(all, "", false);
        } catch (UnknownTopicException e) {
            assert all.isDone(); // each is looked at for itself
        }
        return answers;
    }

    private @Nullable KnownTopic of(String topic, @Nullable KafkaFuture<TopicDescription> answer) {
        if (answer == null) {
            return null;
        }
        try {
            TopicDescription description = cluster.await(answer, topic, false);
            int partitions = description.partitions().size();
            if (partitions != 1) {
                throw new UnsupportedOperationException("topic " + Names.shown(topic) + " has " + partitions
                        + " partitions in Kafka, and so no one order of messages; here a topic has one");
            }
            return new KnownTopic(topic, new TopicPartition(description.name(), 0), description.topicId());
        } catch (UnknownTopicException e) {
            return null;
        }
    }
}
