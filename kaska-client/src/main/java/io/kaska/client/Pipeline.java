package io.kaska.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Many small requests on one connection that all go out before the first answer is awaited: one round trip for a whole
 * group. The groups are bounded, so that the answers of one always fit the buffers of the sockets: the broker never
 * waits for us to read while we wait for it to read.
 */
final class Pipeline {
    private static final int GROUP = 500;

    private Pipeline() {}

    /** Carries out the requests of the indexes [0, count), and returns their calls in that order. */
    static List<PendingCall> calls(Connection connection, int count, IntFunction<Request> requests) {
        List<PendingCall> calls = new ArrayList<>(count);
        for (int start = 0; start < count; start += GROUP) {
            group(connection, start, Math.min(start + GROUP, count), requests, calls);
        }
        return calls;
    }

    private static void group(
            Connection connection, int start, int end, IntFunction<Request> requests, List<PendingCall> calls) {
        try {
            for (int i = start; i < end; i++) {
                calls.add(connection.start(requests.apply(i), Duration.ZERO));
            }
            for (int i = start; i < end; i++) {
                connection.await(calls.get(i));
            }
        } finally {
            connection.abandon(calls.subList(start, calls.size())); // an exception: the answers to come are nobody's
        }
    }
}
