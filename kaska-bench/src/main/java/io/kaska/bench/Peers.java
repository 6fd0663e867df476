package io.kaska.bench;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Peer;
import java.util.List;
import java.util.ServiceLoader;

/** The brokers that Kaska can be compared with. */
final class Peers {
    static final List<String> NAMES = List.of("kafka", "redis", "nats");

    private Peers() {}

    /** One of {@link #NAMES}. */
    static Peer named(String name) {
        return ServiceLoader.load(Peer.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BenchException(
                        "start it by ./kaska bench, which adds what is needed for --against " + name));
    }
}
