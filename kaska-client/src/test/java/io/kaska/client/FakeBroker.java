package io.kaska.client;

import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.Status;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A broker for one test: a script plays its part on each connection, with plain sockets and streams. Whatever goes wrong
 * in a script ends its connection, and is kept in {@link #problems}.
 */
final class FakeBroker implements AutoCloseable {
    static final int MAX_MESSAGE_SIZE = 1 << 20;

    private final ServerSocket listener;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final List<Throwable> problems = new CopyOnWriteArrayList<>();

    /** What happens on a connection; it is closed at the end. */
    @FunctionalInterface
    interface Script {
        void play(Peer peer) throws Exception;
    }

    /** A request as it came. */
    record Received(Operation operation, int topicId, int count, ByteBuffer body) {}

    /** One connection, as the script sees it. */
    static final class Peer implements AutoCloseable {
        final Socket socket;
        final DataInputStream in;
        final DataOutputStream out;
        final int number;

        Peer(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
            this.out = new DataOutputStream(socket.getOutputStream());
            this.number = number;
        }

        void welcome() throws IOException {
            welcome(MAX_MESSAGE_SIZE);
        }

        void welcome(int maxMessageSize) throws IOException {
            readHello();
            ByteBuffer bytes = ByteBuffer.allocate(BrokerHello.SIZE);
            new BrokerHello(Protocol.MAGIC, 0, Protocol.VERSION, 0, 0, maxMessageSize, 60_000).put(bytes);
            out.write(bytes.array());
        }

        void header(int status, int flags, int size) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(ResponseHeader.SIZE);
            new ResponseHeader(status, flags, size).put(bytes);
            out.write(bytes.array());
        }

        ClientHello readHello() throws IOException {
            return ClientHello.get(ByteBuffer.wrap(in.readNBytes(ClientHello.SIZE)));
        }

        void hello(int magic, Status status, int version, String text) throws IOException {
            byte[] extension = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            ByteBuffer bytes = ByteBuffer.allocate(BrokerHello.SIZE + extension.length);
            new BrokerHello(magic, status.code(), version, extension.length, 0, MAX_MESSAGE_SIZE, 60_000).put(bytes);
            out.write(bytes.put(extension).array());
        }

        /** The next request; null if the client has closed. */
        @Nullable
        Received next() throws IOException {
            byte[] bytes = in.readNBytes(RequestHeader.SIZE);
            if (bytes.length < RequestHeader.SIZE) {
                return null;
            }
            RequestHeader header = RequestHeader.get(ByteBuffer.wrap(bytes));
            Operation operation = Operation.ofCode(header.operation());
            if (operation == null) {
                throw new IOException("no operation has the code " + header.operation());
            }
            return new Received(
                    operation, header.topicId(), header.count(), ByteBuffer.wrap(in.readNBytes(header.size())));
        }

        Received request() throws IOException {
            Received next = next();
            if (next == null) {
                throw new IOException("the client closed the connection");
            }
            return next;
        }

        void answer(ByteBuffer body) throws IOException {
            answer(Status.OK.code(), 0, body);
        }

        void answerLong(long value) throws IOException {
            answer(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
        }

        void answerResolved(int id, long end) throws IOException {
            answer(ByteBuffer.allocate(12).putInt(id).putLong(end).flip());
        }

        void error(Status status, long value, String text) throws IOException {
            byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            answer(
                    status.code(),
                    0,
                    ByteBuffer.allocate(Long.BYTES + utf8.length)
                            .putLong(value)
                            .put(utf8)
                            .flip());
        }

        void answer(int status, int flags, ByteBuffer body) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(ResponseHeader.SIZE + body.remaining());
            new ResponseHeader(status, flags, body.remaining()).put(bytes);
            out.write(bytes.put(body.duplicate()).array());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        /** Waits until the client closes the connection; what it still sends is thrown away. */
        void awaitClose() throws IOException {
            InputStream raw = in;
            while (raw.read() >= 0) {
                // thrown away
            }
        }
    }

    FakeBroker(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("fake-broker").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections there were. */
    int connections() {
        return sockets.size();
    }

    io.kaska.KaskaBuilder client() {
        return io.kaska.Kaska.builder().address(InetAddress.getLoopbackAddress().getHostAddress(), port());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Peer peer = new Peer(socket, sockets.size());
                Thread.ofPlatform().daemon().name("fake-connection").start(() -> play(peer));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void play(Peer peer) {
        try (peer) {
            script.play(peer);
        } catch (java.net.SocketException e) {
            // the client, or the end of the test, closed it: what that means is for the test to see
        } catch (Exception | AssertionError e) {
            problems.add(e);
        }
    }

    void disconnectAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        disconnectAll();
    }
}
