package io.kaska.kafka;

import io.kaska.OutgoingMessage;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.RetentionFields;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.TopicPosition;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.OffsetSpec;

/**
 * A client's way to a cluster of Apache Kafka. A topic is one of Kafka's with one partition, and an offset the
 * partition's. Leaves each operation to who does it. Used by any thread.
 */
final class KafkaLink implements BrokerLink {
    private final Cluster cluster;
    private final TopicDirectory directory;
    private final TopicCalls topics;
    private final TopicListings listings;
    private final RangeCalls ranges;
    private final RetentionCalls retentions;
    private final CommittedOffsets offsets;
    private final Sends sends;
    private final Reader reader;

    KafkaLink(Settings settings) {
        cluster = new Cluster(settings);
        directory = new TopicDirectory(cluster);
        Barrier barrier = new Barrier(cluster);
        topics = new TopicCalls(cluster, directory, barrier);
        listings = new TopicListings(cluster);
        ranges = new RangeCalls(cluster, directory);
        retentions = new RetentionCalls(cluster, directory, barrier);
        offsets = new CommittedOffsets(cluster, directory);
        sends = new Sends(cluster, directory);
        reader = new Reader(cluster, directory, ranges);
    }

    // --- topics

    @Override
    public void createTopic(String topic) {
        topics.create(topic);
    }

    @Override
    public void deleteTopic(String topic) {
        sends.forgetTopics();
        try {
            topics.delete(topic);
        } finally {
            reader.forget(topic);
        }
    }

    @Override
    public int topicCount() {
        return listings.count();
    }

    @Override
    public Set<String> topics() {
        return listings.names();
    }

    // --- messages

    @Override
    public long send(String topic, List<OutgoingMessage> messages) {
        return sends.send(topic, messages);
    }

    @Override
    public CompletableFuture<Long> sendAsync(String topic, OutgoingMessage message) {
        return sends.sendAsync(topic, message);
    }

    @Override
    public int messageLength(String topic, long offset) {
        KnownTopic found = directory.findAgain(topic);
        long end = ranges.offset(found, OffsetSpec.latest());
        return offset < end ? reader.messageLength(found, offset, end) : 0;
    }

    @Override
    public FetchResponse fetch(List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait) {
        return reader.fetch(positions, maxBytes, maxMessages, wait);
    }

    @Override
    public void endWaits() {
        reader.endWaits();
    }

    // --- offsets

    @Override
    public long endOffset(String topic) {
        return ranges.end(topic);
    }

    @Override
    public List<OptionalLong> endOffsets(List<String> topics) {
        return ranges.ends(topics);
    }

    @Override
    public long earliestOffset(String topic) {
        return ranges.earliest(topic);
    }

    @Override
    public OptionalLong offsetForTime(String topic, long millis) {
        return ranges.forTime(topic, millis);
    }

    @Override
    public long trimTopic(String topic, long offset) {
        try {
            return ranges.trim(topic, offset);
        } finally {
            reader.forget(topic);
        }
    }

    @Override
    public RetentionFields retention(String topic) {
        return retentions.of(topic);
    }

    @Override
    public RetentionFields setRetention(String topic, RetentionFields own) {
        return retentions.set(topic, own);
    }

    @Override
    public void commit(String client, String topic, long offset) {
        offsets.commit(client, topic, offset);
    }

    @Override
    public long committed(String client, String topic) {
        return offsets.committed(client, topic);
    }

    @Override
    public void close() {
        sends.close();
        reader.close();
        cluster.close();
    }
}
