package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.ResponseHeader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A peer of the broker that says exactly the bytes it is told to, right or wrong. For one thread. A read that gets
 * nothing for 30 seconds fails: a broker may refuse, answer or disconnect, but never be silent.
 */
final class RawClient implements AutoCloseable {
    private static final int SILENCE_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** Connects, and says nothing. */
    RawClient(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SILENCE_MILLIS);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Connects, and is past the hello. */
    static RawClient greeted(int port) throws IOException {
        RawClient client = new RawClient(port);
        client.write(helloBytes());
        assertThat(client.readHello().status()).isZero();
        return client;
    }

    static byte[] helloBytes() {
        ByteBuffer hello = ByteBuffer.allocate(ClientHello.SIZE);
        new ClientHello().put(hello);
        return hello.array();
    }

    /** The bytes of a request; the size in its header is right. */
    static byte[] request(Operation operation, int topicId, int count, byte[] body) {
        return request(new RequestHeader(operation, topicId, body.length, count), body);
    }

    static byte[] request(RequestHeader header, byte[] body) {
        ByteBuffer bytes = ByteBuffer.allocate(RequestHeader.SIZE + body.length);
        header.put(bytes);
        return bytes.put(body).array();
    }

    static byte[] request(Operation operation, String name) {
        return request(operation, 0, 0, name.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a fetch of one topic. */
    static byte[] fetch(int topicId, long offset, int maxBytes, int maxMessages, int waitMillis) {
        ByteBuffer body = ByteBuffer.allocate(FetchRequest.size(1));
        new FetchRequest(maxBytes, maxMessages, waitMillis).put(body);
        body.putInt(topicId).putLong(offset);
        return request(Operation.FETCH, 0, 1, body.array());
    }

    void write(byte[]... parts) throws IOException {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        socket.getOutputStream().write(all.array());
    }

    /** Says that nothing more will come, and still listens. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Makes {@link #close} a reset. */
    void resetOnClose() throws IOException {
        socket.setSoLinger(true, 0);
    }

    BrokerHello readHello() throws IOException {
        BrokerHello hello = BrokerHello.get(ByteBuffer.wrap(read(BrokerHello.SIZE)));
        read(hello.extensionSize());
        return hello;
    }

    /** One answer of the broker. */
    record Response(ResponseHeader header, ByteBuffer body) {
        int status() {
            return header.status();
        }

        /** The body, from its beginning. */
        ByteBuffer bytes() {
            return body.duplicate();
        }

        FetchResponse fetched(int topics) {
            return FetchResponse.get(bytes(), (header.flags() & ResponseHeader.CUT) != 0, topics);
        }
    }

    Response readResponse() throws IOException {
        return readResponseOrEnd().orElseThrow(() -> new AssertionError("the broker disconnected"));
    }

    /** The next answer, or empty if the broker disconnects instead. */
    Optional<Response> readResponseOrEnd() throws IOException {
        byte[] bytes = readUpTo(ResponseHeader.SIZE);
        if (bytes.length < ResponseHeader.SIZE) {
            assertThat(bytes).as("the broker disconnects between answers only").isEmpty();
            return Optional.empty();
        }
        ResponseHeader header = ResponseHeader.get(ByteBuffer.wrap(bytes));
        assertThat(header.size()).as("size of an answer").isNotNegative();
        return Optional.of(new Response(header, ByteBuffer.wrap(read(header.size()))));
    }

    /** Writes a request and reads its answer. */
    Response ask(byte[] request) throws IOException {
        write(request);
        return readResponse();
    }

    /** Makes a topic; returns its id. */
    int createTopic(String name) throws IOException {
        return okay(ask(request(Operation.CREATE_TOPIC, name))).getInt();
    }

    int resolve(String name) throws IOException {
        return okay(ask(request(Operation.RESOLVE_TOPIC, name))).getInt();
    }

    long endOffset(int topicId) throws IOException {
        return okay(ask(request(Operation.END_OFFSET, topicId, 0, new byte[0]))).getLong();
    }

    long send(int topicId, byte[] message) throws IOException {
        return okay(ask(request(Operation.SEND, topicId, 0, message))).getLong();
    }

    private static ByteBuffer okay(Response response) {
        assertThat(response.status()).as("status of %s", response.header()).isZero();
        return response.bytes();
    }

    byte[] read(int size) throws IOException {
        byte[] bytes = readUpTo(size);
        assertThat(bytes).as("bytes before the broker disconnected").hasSize(size);
        return bytes;
    }

    /** Reads until the broker disconnects, which it has to; returns how many bytes came. */
    long readToTheEnd() throws IOException {
        long count = 0;
        byte[] some = new byte[65_536];
        try {
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                count += n;
            }
        } catch (SocketException e) {
            return count; // a reset is an end too
        }
        return count;
    }

    private byte[] readUpTo(int size) throws IOException {
        byte[] bytes = new byte[size];
        int count = 0;
        try {
            for (int n = 0; n >= 0 && count < size; n = in.read(bytes, count, size - count)) {
                count += n;
            }
        } catch (SocketException e) {
            // a reset is an end too
        }
        return Arrays.copyOf(bytes, count);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
