package io.kaska.kafka;

import io.kaska.spi.KaskaProvider;

/** Knows the URLs of clusters of Apache Kafka: see {@link KafkaUrl}. */
public final class KafkaProvider implements KaskaProvider {
    @Override
    public String scheme() {
        return KafkaUrl.SCHEME;
    }

    @Override
    public Place at(String url) {
        KafkaUrl cluster = KafkaUrl.of(url);
        return (connectTimeout, limits) -> new KafkaLink(new Settings(cluster, connectTimeout, limits));
    }
}
