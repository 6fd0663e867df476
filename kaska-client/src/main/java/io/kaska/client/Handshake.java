package io.kaska.client;

import io.kaska.KaskaConnectionException;
import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The first exchange on a new connection, by the thread that makes it: both sides say who they are and what they speak.
 * Every problem is a {@link KaskaConnectionException} that says what the peer answered.
 */
final class Handshake {
    private final SocketChannel channel;
    private final DialWait wait;
    private final String peer;

    Handshake(SocketChannel channel, DialWait wait, String peer) {
        this.channel = channel;
        this.wait = wait;
        this.peer = peer;
    }

    /** What the broker says of itself. */
    BrokerHello exchange() throws IOException {
        ByteBuffer hello = ByteBuffer.allocateDirect(ClientHello.SIZE);
        new ClientHello().put(hello);
        hello.flip();
        while (hello.hasRemaining()) {
            if (channel.write(hello) == 0) {
                wait.await(SelectionKey.OP_WRITE);
            }
        }
        BrokerHello answer = read();
        String text = readExtension(answer);
        check(answer, text);
        return answer;
    }

    private BrokerHello read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BrokerHello.SIZE);
        while (bytes.hasRemaining()) {
            try {
                readSome(bytes);
            } catch (EOFException e) {
                throw notKaska(bytes, e);
            }
            if (bytes.position() >= Integer.BYTES && bytes.getInt(0) != Protocol.MAGIC) {
                throw notKaska(bytes, null); // it may never send as many bytes as a hello has
            }
        }
        return BrokerHello.get(bytes.flip());
    }

    private String readExtension(BrokerHello hello) throws IOException {
        if (hello.extensionSize() < 0 || hello.extensionSize() > Protocol.MAX_HELLO_EXTENSION_SIZE) {
            throw new MalformedAnswerException(
                    "its hello claims an extension of " + Integer.toUnsignedString(hello.extensionSize()) + " bytes");
        }
        ByteBuffer extension = ByteBuffer.allocate(hello.extensionSize());
        while (extension.hasRemaining()) {
            readSome(extension);
        }
        return StandardCharsets.UTF_8.decode(extension.flip()).toString();
    }

    private void check(BrokerHello hello, String text) throws MalformedAnswerException {
        if (hello.status() == Status.UNSUPPORTED_VERSION.code()) {
            throw refused(
                    "speaks version " + hello.version() + " of the protocol at most, and this library "
                            + Protocol.VERSION,
                    text);
        }
        if (hello.status() != Status.OK.code()) {
            throw refused("refused the connection with status " + hello.status(), text);
        }
        if (hello.version() != Protocol.VERSION) {
            throw refused(
                    "chose version " + hello.version() + " of the protocol, and this library speaks "
                            + Protocol.VERSION,
                    text);
        }
        if (hello.maxMessageSize() < 1 || hello.maxWaitMillis() < 0) {
            throw new MalformedAnswerException("its hello has the limits "
                    + Integer.toUnsignedString(hello.maxMessageSize()) + " and "
                    + Integer.toUnsignedString(hello.maxWaitMillis()));
        }
    }

    private void readSome(ByteBuffer to) throws IOException {
        int count = channel.read(to);
        if (count < 0) {
            throw new EOFException("the broker closed the connection in the handshake");
        }
        if (count == 0) {
            wait.await(SelectionKey.OP_READ);
        }
    }

    private KaskaConnectionException refused(String what, String text) {
        String reason = text.isEmpty() ? "" : ": " + text;
        return new KaskaConnectionException("the broker at " + peer + " " + what + reason, false, null);
    }

    private KaskaConnectionException notKaska(ByteBuffer received, @Nullable IOException cause) {
        byte[] bytes = new byte[received.position()];
        received.get(0, bytes);
        String answer = bytes.length == 0
                ? "it closed the connection without an answer"
                : "it answered with the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes);
        return new KaskaConnectionException(peer + " is no Kaska broker: " + answer, false, cause);
    }
}
