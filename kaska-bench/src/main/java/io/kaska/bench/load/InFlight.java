package io.kaska.bench.load;

import io.kaska.bench.side.BenchException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * The sends of one producer that nobody has asked about yet. It lets go of what is done as soon as it can, like an
 * application that has been told: futures that are kept without need would be what the collector is busy with. For one
 * thread.
 */
final class InFlight {
    private final int most;
    private final Deque<Future<?>> sends;

    /** @param most how many sends may be on their way */
    InFlight(int most) {
        this.most = most;
        this.sends = new ArrayDeque<>(most);
    }

    /**
     * Waits until there is room for one more send.
     *
     * @throws RuntimeException if one that ended before has failed
     */
    void awaitRoom() {
        while (!sends.isEmpty() && (sends.size() == most || sends.element().isDone())) {
            await(sends.remove());
        }
    }

    /** There has to be room. */
    void add(Future<?> send) {
        sends.add(send);
    }

    /**
     * Waits for all of them.
     *
     * @throws RuntimeException if one failed
     */
    void awaitAll() {
        while (!sends.isEmpty()) {
            await(sends.remove());
        }
    }

    /**
     * The result of what another thread does.
     *
     * @throws RuntimeException what it failed with
     */
    static <T> T await(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new BenchException("sending failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while messages are sent", e);
        }
    }
}
