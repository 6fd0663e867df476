package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.acceptance.KaskaAcceptance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over TCP where neither side looks at its socket before it sleeps. */
class WithoutSpinningAcceptanceIT extends KaskaAcceptance {
    private static final RunningBroker BROKER = new RunningBroker(builder -> builder.spinning(false));

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
        return options.address("127.0.0.1", BROKER.port()).spinning(false).build();
    }

    @Override
    protected int manyTopics() {
        return 500; // thousands are for the other transports: nothing differs here but the time
    }
}
