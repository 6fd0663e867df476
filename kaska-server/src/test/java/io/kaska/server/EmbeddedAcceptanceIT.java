package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.acceptance.KaskaAcceptance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract without a socket. */
class EmbeddedAcceptanceIT extends KaskaAcceptance {
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
        return BROKER.broker().client(options);
    }
}
