package io.kaska.kafka;

import io.kaska.spi.BrokerLink;
import io.kaska.spi.ClientOptions;
import io.kaska.spi.KaskaProvider;
import io.kaska.spi.MoveLink;
import java.time.Duration;
import java.util.Optional;

/** Knows the URLs of clusters of Apache Kafka: see {@link KafkaUrl}. */
public final class KafkaProvider implements KaskaProvider {
    @Override
    public String scheme() {
        return KafkaUrl.SCHEME;
    }

    @Override
    public Place at(String url) {
        return new ClusterPlace(KafkaUrl.of(url));
    }

    private record ClusterPlace(KafkaUrl url) implements Place {
        @Override
        public BrokerLink link(Duration connectTimeout, ClientOptions limits) {
            return new KafkaLink(new Settings(url, connectTimeout, limits));
        }

        @Override
        public Optional<MoveLink> moves(Duration connectTimeout, ClientOptions limits) {
            return Optional.of(new KafkaMoves(new Settings(url, connectTimeout, limits)));
        }
    }
}
