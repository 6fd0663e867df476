package io.kaska.kafka;

import io.kaska.UnknownTopicException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The order in which topics were made, which Kafka does not keep. So a topic that is made here gets the time, in
 * microseconds, as a property that is without effect as it is: the longest that compaction may wait, where nothing is
 * compacted, and tens of thousands of years if it were. Topics that others made come first, by their names.
 *
 * <p>Across machines the order is as good as their clocks. Used by any thread.
 */
final class CreationOrder {
    static final String CONFIG = "max.compaction.lag.ms";

    /** 2020-01-01: what is lower was meant for compaction. */
    private static final long LEAST = 1_577_836_800_000_000L;

    private static final int ASKED_AT_ONCE = 1_000;
    private static final AtomicLong LAST = new AtomicLong();

    private final Cluster cluster;
    private final Map<Uuid, Long> stamps = new ConcurrentHashMap<>();

    CreationOrder(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The stamp of a topic that is made now. */
    static long next() {
        long now = System.currentTimeMillis() * 1_000;
        return LAST.updateAndGet(last -> Math.max(last + 1, now));
    }

    /** Sorts what was listed. */
    List<TopicListing> sorted(Collection<TopicListing> listed) {
        List<TopicListing> unknown = listed.stream()
                .filter(topic -> !stamps.containsKey(topic.topicId()))
                .toList();
        for (int from = 0; from < unknown.size(); from += ASKED_AT_ONCE) {
            learn(unknown.subList(from, Math.min(unknown.size(), from + ASKED_AT_ONCE)));
        }
        List<TopicListing> sorted = new ArrayList<>(listed);
        sorted.sort(Comparator.comparingLong((TopicListing topic) -> stamps.getOrDefault(topic.topicId(), 0L))
                .thenComparing(TopicListing::name));
        return sorted;
    }

    private void learn(List<TopicListing> topics) {
        Map<String, TopicListing> byName = new HashMap<>();
        topics.forEach(topic -> byName.put(topic.name(), topic));
        Map<ConfigResource, KafkaFuture<Config>> answers = new HashMap<>();
        KafkaFuture<Void> all = cluster.begin(admin -> {
            answers.putAll(admin.describeConfigs(byName.keySet().stream()
                            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                            .toList())
                    .values());
            return KafkaFuture.allOf(answers.values().toArray(new KafkaFuture<?>[0]));
        });
        try {
            cluster.await(all, "", false);
        } catch (UnknownTopicException e) {
            assert all.isDone(); // one that was deleted meanwhile has no place
        }
        answers.forEach((resource, answer) -> {
            TopicListing topic = byName.get(resource.name());
            if (topic != null && !answer.isCompletedExceptionally()) {
                stamps.put(topic.topicId(), stamp(Cluster.done(answer)));
            }
        });
    }

    private static long stamp(Config config) {
        ConfigEntry entry = config.get(CONFIG);
        long value = entry == null || entry.value() == null ? 0 : Long.parseLong(entry.value());
        return value >= LEAST && value < Long.MAX_VALUE ? value : 0;
    }
}
