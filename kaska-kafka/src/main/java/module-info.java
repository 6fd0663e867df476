/** {@link io.kaska.Kaska} on a cluster of Apache Kafka, for URLs of the scheme {@code kafka}. It exports nothing. */
module io.kaska.kafka {
    requires static org.jspecify;
    requires io.kaska;
    requires kafka.clients;

    provides io.kaska.spi.KaskaProvider with
            io.kaska.kafka.KafkaProvider;
}
