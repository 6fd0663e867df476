package io.kaska.kafka;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.acceptance.KaskaAcceptance;

/** The contract on a cluster of Apache Kafka. */
class KafkaAcceptanceIT extends KaskaAcceptance {
    @Override
    protected Kaska newClient(KaskaBuilder options) {
        return options.url(SharedCluster.get().url()).build();
    }

    @Override
    protected String longestTopicName(String start) {
        return start + "x".repeat(TopicNames.MAX_LENGTH - start.length());
    }

    @Override
    protected int manyTopics() {
        return 60;
    }
}
