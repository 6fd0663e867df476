package io.kaska.bench.load;

import io.kaska.bench.side.Client;
import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import java.nio.ByteBuffer;

/** From the start of a broker's process to the first message that a client of it sent and that is acknowledged. */
record StartTrial(SideKind kind, Plan plan) implements Trial {
    private static final double NANOS_IN_MILLI = 1e6;

    @Override
    public Round round() {
        ByteBuffer message = new MessageRing(plan.payloads(), 0, 1, 1, false).next();
        long begun = System.nanoTime();
        try (Side side = kind.start();
                Client client = side.connect()) {
            client.createTopic("first");
            client.send("first", message);
            return Round.of(Figure.START, (System.nanoTime() - begun) / NANOS_IN_MILLI);
        }
    }

    @Override
    public void close() {
        // Each round ends what it began.
    }
}
