package io.kaska.bench.side;

import io.kaska.Kaska;
import io.kaska.server.KaskaBroker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A broker in this JVM, over TCP. */
public final class BrokerHere implements Side {
    private final KaskaBroker broker;

    public BrokerHere(int maxMessage) {
        broker = KaskaBroker.builder()
                .bind("127.0.0.1")
                .maxMessageSize(maxMessage)
                .start();
    }

    public int topicCount() {
        try (Kaska kaska = broker.client()) {
            return kaska.topicCount();
        }
    }

    @Override
    public Client connect() {
        return new KaskaClient("kaska://127.0.0.1:" + broker.port());
    }

    @Override
    public AutoCloseable connectIdle() {
        return connectSocket();
    }

    @Override
    public SocketChannel connectSocket() {
        return KaskaSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()));
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public void close() {
        broker.close();
    }
}
