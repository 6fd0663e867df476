package io.kaska.bench.load;

import java.util.OptionalDouble;

/**
 * With what a job is run.
 *
 * @param size of each message, in bytes
 * @param batch messages that go out together
 * @param clients connections
 * @param span how long a round is
 * @param rate messages a second, where a job sends at a rate; empty for what it thinks best
 * @param seed of the messages' content
 */
public record Plan(int size, int batch, int clients, Span span, OptionalDouble rate, long seed) {
    Payloads payloads() {
        return new Payloads(seed, size);
    }
}
