package io.kaska.bench.load;

import io.kaska.bench.side.BenchException;
import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.ResponseHeader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;

/** One socket with one request in flight. For one thread, which waits for many of them with a selector. */
final class SocketProducer implements AutoCloseable {
    private static final int OK = 0;
    private static final int ANSWER_SIZE = ResponseHeader.SIZE + Long.BYTES;

    private final SocketChannel socket;
    private final SelectionKey key;
    private final Span span;
    private final MessageRing ring;
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_SIZE);
    private long sentAt;

    SocketProducer(SocketChannel socket, Selector selector, int number, Payloads payloads, Span span) {
        this.socket = socket;
        this.span = span;
        ring = new MessageRing(payloads, number, 1, 1, true);
        request = ByteBuffer.allocateDirect(RequestHeader.SIZE + payloads.size());
        try {
            socket.configureBlocking(false);
            key = socket.register(selector, SelectionKey.OP_READ, this);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The id of a topic that is there, asked for on a socket that blocks. */
    static int resolve(SocketChannel socket, String topic) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteBuffer request = ByteBuffer.allocate(RequestHeader.SIZE + name.length);
        new RequestHeader(Operation.RESOLVE_TOPIC, 0, name.length, 0).put(request);
        request.put(name).flip();
        ByteBuffer answer = ByteBuffer.allocate(ResponseHeader.SIZE + Integer.BYTES + Long.BYTES);
        try {
            while (request.hasRemaining()) {
                socket.write(request);
            }
            while (answer.hasRemaining()) {
                read(socket, answer);
                check(answer);
            }
            return answer.getInt(ResponseHeader.SIZE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Begins again with the first message. */
    void reset() {
        ring.reset();
    }

    /** How many messages it sent since it began. */
    long sent() {
        return ring.count();
    }

    /** Whether it has more to send, so long after the begin. */
    boolean hasMore(long nanosSoFar) {
        return span.goesOn(ring.count(), nanosSoFar);
    }

    /** Sends the next message to a topic; nothing may be in flight. */
    void send(int topic) {
        request.clear();
        ByteBuffer message = ring.next();
        new RequestHeader(Operation.SEND, topic, message.remaining(), 0).put(request);
        request.put(message.duplicate()).flip();
        answer.clear();
        sentAt = System.nanoTime();
        try {
            write();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Goes on where the socket is ready; returns whether the answer is here. */
    boolean goOn(Histogram calls) {
        try {
            if (request.hasRemaining()) {
                write();
            }
            if (!key.isReadable()) {
                return false;
            }
            read(socket, answer);
            check(answer);
            if (answer.hasRemaining()) {
                return false;
            }
            calls.recordValue(System.nanoTime() - sentAt);
            return true;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void write() throws IOException {
        socket.write(request);
        int wanted = request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    private static void read(SocketChannel socket, ByteBuffer answer) throws IOException {
        if (socket.read(answer) < 0) {
            throw new EOFException("the broker ended the connection");
        }
    }

    private static void check(ByteBuffer answer) {
        if (answer.position() > 0 && answer.get(0) != OK) {
            throw new BenchException("the broker answers with status " + answer.get(0));
        }
    }

    private static BenchException failed(IOException e) {
        return new BenchException("a connection fails: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
