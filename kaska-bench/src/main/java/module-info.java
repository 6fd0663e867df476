/** The benchmark: load on a broker, what it costs, and the same on its peers. */
@SuppressWarnings("module") // the modules of peers are built after this one
module io.kaska.bench {
    requires static org.jspecify;
    requires io.kaska;
    requires io.kaska.protocol;
    requires io.kaska.server;
    requires info.picocli;
    requires HdrHistogram;
    requires java.management;
    requires jdk.attach;
    requires jdk.management;

    exports io.kaska.bench.side to
            io.kaska.bench.kafka,
            io.kaska.bench.nats;

    uses io.kaska.bench.side.Peer;

    provides io.kaska.bench.side.Peer with
            io.kaska.bench.redis.RedisPeer;
}
