package io.kaska.bench.load;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a fresh broker's process has in memory after one message, with a number of connections that do nothing. */
record MemoryTrial(SideKind kind, Plan plan) implements Trial {
    private static final double MEGA = 1e6;
    private static final long SETTLE_MILLIS = 500;

    @Override
    public void warmUp() {
        // Each round has a broker of its own.
    }

    @Override
    public Round round() {
        List<AutoCloseable> idle = new ArrayList<>();
        try (Side side = kind.start();
                Client client = side.connect()) {
            client.createTopic("first");
            client.send("first", new MessageRing(plan.payloads(), 0, 1, 1, false).next());
            try {
                for (int i = 0; i < plan.clients(); i++) {
                    idle.add(side.connectIdle());
                }
                Thread.sleep(SETTLE_MILLIS);
                OptionalLong resident = side.residentBytes();
                return Round.of(Figure.RESIDENT, resident.orElseThrow() / MEGA);
            } finally {
                closeAll(idle);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted in a round", e);
        }
    }

    private static void closeAll(List<AutoCloseable> connections) {
        for (AutoCloseable connection : connections) {
            try {
                connection.close();
            } catch (Exception e) {
                throw new BenchException("a connection cannot be closed: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        // Each round ends what it began.
    }
}
