/** Apache Kafka for the benchmark, as a process and as its own client library sees it. It exports nothing. */
module io.kaska.bench.kafka {
    requires static org.jspecify;
    requires io.kaska.bench;
    requires kafka.clients;

    provides io.kaska.bench.side.Peer with
            io.kaska.bench.kafka.KafkaPeer;
}
