package io.kaska.server;

import io.kaska.KaskaException;
import io.kaska.broker.Broker;
import io.kaska.spi.BrokerLink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The links of clients in the same JVM, so that closing the broker ends their waits. Safe for use by many threads. */
final class EngineLinks implements AutoCloseable {
    private final Broker broker;
    private final SlicesPool slicesPool = new SlicesPool();
    private final Set<EngineLink> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EngineLinks(Broker broker) {
        this.broker = broker;
    }

    BrokerLink open() {
        EngineLink link = new EngineLink(broker, slicesPool, open::remove);
        open.add(link);
        if (closed) {
            throw new KaskaException("the broker is closed");
        }
        return link;
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(EngineLink::brokerClosed);
    }
}
