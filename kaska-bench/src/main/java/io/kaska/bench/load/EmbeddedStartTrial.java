package io.kaska.bench.load;

import io.kaska.Kaska;
import io.kaska.server.KaskaBroker;
import java.nio.ByteBuffer;

/** From nothing to the first acknowledged message of a broker inside this JVM, which is warm after some of it. */
record EmbeddedStartTrial(Plan plan) implements Trial {
    private static final double NANOS_IN_MILLI = 1e6;
    private static final int WARM_UPS = 50;

    @Override
    public void warmUp() {
        for (int i = 0; i < WARM_UPS; i++) {
            round();
        }
    }

    @Override
    public Round round() {
        ByteBuffer message = new MessageRing(plan.payloads(), 0, 1, 1, true).next();
        long begun = System.nanoTime();
        try (KaskaBroker broker = KaskaBroker.builder().bind("127.0.0.1").start();
                Kaska kaska = broker.client()) {
            kaska.createTopic("first");
            kaska.send("first", message);
            return Round.of(Figure.START, (System.nanoTime() - begun) / NANOS_IN_MILLI);
        }
    }

    @Override
    public void close() {
        // Each round ends what it began.
    }
}
