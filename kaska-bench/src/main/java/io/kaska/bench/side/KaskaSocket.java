package io.kaska.bench.side;

import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.Protocol;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection of Kaska's protocol with nothing around it. */
final class KaskaSocket {
    private static final int WELCOME = 0;

    private KaskaSocket() {}

    /** Connects, and says hello; the socket blocks. */
    static SocketChannel open(SocketAddress address) {
        try {
            SocketChannel socket = SocketChannel.open(address);
            try {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                greet(socket);
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BenchException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    private static void greet(SocketChannel socket) throws IOException {
        ByteBuffer hello = ByteBuffer.allocate(ClientHello.SIZE);
        new ClientHello().put(hello);
        socket.write(hello.flip());
        ByteBuffer bytes = ByteBuffer.allocate(BrokerHello.SIZE);
        while (bytes.hasRemaining()) {
            if (socket.read(bytes) < 0) {
                throw new EOFException("the broker ends the connection");
            }
        }
        BrokerHello answer = BrokerHello.get(bytes.flip());
        if (answer.magic() != Protocol.MAGIC || answer.status() != WELCOME) {
            throw new BenchException("the broker refuses a connection with status " + answer.status());
        }
    }
}
