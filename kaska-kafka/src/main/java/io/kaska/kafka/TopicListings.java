package io.kaska.kafka;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicListing;

/** Which topics there are: all but Kafka's own, and those whose names are no names here. Used by any thread. */
final class TopicListings {
    private final Cluster cluster;
    private final CreationOrder order;

    TopicListings(Cluster cluster) {
        this.cluster = cluster;
        this.order = new CreationOrder(cluster);
    }

    int count() {
        return listed().size();
    }

    /** In the order of their creation; a set of the caller's own. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        order.sorted(listed()).forEach(topic -> TopicNames.decode(topic.name()).ifPresent(names::add));
        return names;
    }

    private Collection<TopicListing> listed() {
        return cluster.ask("", admin -> admin.listTopics().listings()).stream()
                .filter(topic ->
                        !topic.isInternal() && TopicNames.decode(topic.name()).isPresent())
                .toList();
    }
}
