/** NATS JetStream for the benchmark, as a process and as its own client library sees it. It exports nothing. */
module io.kaska.bench.nats {
    requires static org.jspecify;
    requires io.kaska.bench;
    requires io.nats.jnats;

    provides io.kaska.bench.side.Peer with
            io.kaska.bench.nats.NatsPeer;
}
