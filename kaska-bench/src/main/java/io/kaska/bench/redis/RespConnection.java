package io.kaska.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Ports;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection in RESP2, the protocol of Redis: a command is an array of strings, {@code *2 $4 XLEN $1 t}, each part
 * with CRLF behind it; replies follow in the commands' order. One thread may write while another reads.
 */
final class RespConnection implements AutoCloseable {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final byte[] LINE_END = {'\r', '\n'};

    private static final byte[] XADD = "$4\r\nXADD\r\n".getBytes(UTF_8);
    private static final byte[] ID_AND_FIELD = "$1\r\n*\r\n$1\r\nm\r\n".getBytes(UTF_8);

    private final SocketChannel socket;
    private final InputStream in;
    private final OutputStream out;

    RespConnection(int port) {
        socket = Ports.connect(port);
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            in = new BufferedInputStream(socket.socket().getInputStream(), BUFFER_SIZE);
            out = new BufferedOutputStream(socket.socket().getOutputStream(), BUFFER_SIZE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes a command of words only, into the buffer. */
    void command(String... words) {
        try {
            writeLength('*', words.length);
            for (String word : words) {
                writeBulk(ByteBuffer.wrap(word.getBytes(UTF_8)));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes {@code XADD topic * m message} into the buffer. */
    void add(String topic, ByteBuffer message) {
        try {
            writeLength('*', 5);
            out.write(XADD);
            writeBulk(ByteBuffer.wrap(topic.getBytes(UTF_8)));
            out.write(ID_AND_FIELD);
            writeBulk(message);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void writeLength(char kind, int length) throws IOException {
        out.write(kind);
        out.write(Integer.toString(length).getBytes(UTF_8));
        out.write(LINE_END);
    }

    @SuppressWarnings("ByteBufferBackingArray") // arrays that begin where the buffer does
    private void writeBulk(ByteBuffer bytes) throws IOException {
        writeLength('$', bytes.remaining());
        out.write(bytes.array(), bytes.position(), bytes.remaining());
        out.write(LINE_END);
    }

    /** Sends what is in the buffer. */
    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The next reply: a {@link Long}, a {@code byte[]}, a list of such, or null. An error is an exception. */
    @Nullable
    Object read() {
        try {
            return readReply();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private @Nullable Object readReply() throws IOException {
        int kind = in.read();
        return switch (kind) {
            case '+' -> readLine().getBytes(UTF_8);
            case '-' -> throw new BenchException("Redis refuses: " + readLine());
            case ':' -> readNumber();
            case '$' -> readBulk();
            case '*' -> readArray();
            case -1 -> throw new EOFException("it ended the connection");
            default -> throw new IOException("a reply begins with byte " + kind);
        };
    }

    private byte @Nullable [] readBulk() throws IOException {
        int length = (int) readNumber();
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(LINE_END.length);
        return bytes;
    }

    private @Nullable List<@Nullable Object> readArray() throws IOException {
        int count = (int) readNumber();
        if (count < 0) {
            return null;
        }
        List<@Nullable Object> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(readReply());
        }
        return all;
    }

    private long readNumber() throws IOException {
        int digit = in.read();
        boolean negative = digit == '-';
        if (negative) {
            digit = in.read();
        }
        long number = 0;
        while (digit >= '0' && digit <= '9') {
            number = number * 10 + digit - '0';
            digit = in.read();
        }
        if (digit != '\r' || in.read() != '\n') {
            throw new IOException("a number ends with byte " + digit);
        }
        return negative ? -number : number;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("it ended the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static BenchException failed(IOException e) {
        return new BenchException("Redis: " + e.getMessage(), e);
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
