package io.kaska.server;

import io.kaska.Kaska;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One broker in this JVM for all tests of a class, which can be stopped and started anew on its port. */
final class RunningBroker implements AutoCloseable {
    private final UnaryOperator<KaskaBroker.Builder> settings;
    private @Nullable KaskaBroker broker;

    RunningBroker(UnaryOperator<KaskaBroker.Builder> settings) {
        this.settings = settings;
    }

    void start() {
        start(0);
    }

    private void start(int port) {
        broker = settings.apply(KaskaBroker.builder().bind("127.0.0.1").port(port))
                .start();
    }

    KaskaBroker broker() {
        if (broker == null) {
            throw new IllegalStateException("the broker of this test class was not started");
        }
        return broker;
    }

    int port() {
        return broker().port();
    }

    /** A new client over TCP. */
    Kaska connect() {
        return Kaska.connect("127.0.0.1", port());
    }

    void restart() {
        int port = port();
        broker().close();
        start(port);
    }

    @Override
    public void close() {
        broker().close();
    }
}
