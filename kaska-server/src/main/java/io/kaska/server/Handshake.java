package io.kaska.server;

import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The first words of a connection. For the thread of the connection. */
final class Handshake {
    private final int maxMessageSize;

    Handshake(int maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    /**
     * Reads the client's hello and answers it.
     *
     * @return false if the client was refused, and told so: then the connection is to be closed gently
     */
    boolean greet(Peer peer, Exchange exchange) throws IOException {
        ByteBuffer in = exchange.in(ClientHello.SIZE);
        peer.readFully(in.limit(Integer.BYTES)); // who speaks another protocol may never send more
        if (in.getInt(0) != Protocol.MAGIC) {
            refuse(
                    peer,
                    Status.NOT_KASKA,
                    "this is a Kaska broker, but those were not the first bytes of a Kaska client");
            return false;
        }
        peer.readFully(in.limit(ClientHello.SIZE));
        ClientHello hello = ClientHello.get(in.flip());
        if (hello.lowestVersion() > Protocol.VERSION || hello.highestVersion() < Protocol.VERSION) {
            refuse(
                    peer,
                    Status.UNSUPPORTED_VERSION,
                    "this broker speaks version %d of the protocol, the client %d to %d"
                            .formatted(Protocol.VERSION, hello.lowestVersion(), hello.highestVersion()));
            return false;
        }
        if (hello.extensionSize() < 0 || hello.extensionSize() > Protocol.MAX_HELLO_EXTENSION_SIZE) {
            refuse(
                    peer,
                    Status.INVALID_REQUEST,
                    "the extension of a hello has at most %d bytes, but this one %d"
                            .formatted(
                                    Protocol.MAX_HELLO_EXTENSION_SIZE, Integer.toUnsignedLong(hello.extensionSize())));
            return false;
        }
        skip(peer, exchange, hello.extensionSize());
        peer.write(bytes(Status.OK, maxMessageSize, ""));
        return true;
    }

    private static void skip(Peer peer, Exchange exchange, int size) throws IOException {
        for (int left = size; left > 0; ) {
            ByteBuffer in = exchange.in(Math.min(left, ClientHello.SIZE));
            left -= in.remaining();
            peer.readFully(in);
        }
    }

    /** Tells a client why it is refused. */
    static void refuse(Peer peer, Status status, String reason) throws IOException {
        peer.write(bytes(status, 0, reason));
    }

    private static ByteBuffer bytes(Status status, int maxMessageSize, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer hello = ByteBuffer.allocateDirect(BrokerHello.SIZE + text.length);
        new BrokerHello(
                        Protocol.MAGIC,
                        status.code(),
                        Protocol.VERSION,
                        text.length,
                        0,
                        maxMessageSize,
                        Protocol.MAX_WAIT_MILLIS)
                .put(hello);
        return hello.put(text).flip();
    }
}
