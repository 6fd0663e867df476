package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.acceptance.KaskaAcceptance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over TCP, for the process that {@link OneByteAcceptanceIT} starts; nothing special by itself. */
class OneByteSuite extends KaskaAcceptance {
    private static final RunningBroker BROKER = new RunningBroker(builder -> builder);

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Override
    protected Kaska newClient(KaskaBuilder options) {
        return options.address("127.0.0.1", BROKER.port()).build();
    }

    @Override
    protected int manyTopics() {
        return LongForm.choose(50, 500);
    }
}
