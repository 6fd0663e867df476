package io.kaska.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.bench.side.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes of the protocol, against a socket that plays the server. */
class RespConnectionTest {
    private final ServerSocket server;
    private final RespConnection connection;
    private final Socket peer;

    RespConnectionTest() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        connection = new RespConnection(server.getLocalPort());
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        peer.close();
        server.close();
    }

    private void answer(String reply) throws IOException {
        peer.getOutputStream().write(reply.getBytes(UTF_8));
    }

    @Test
    void writesAnEntryAsACommandOfFiveStrings() throws IOException {
        connection.add("t", ByteBuffer.wrap("hello".getBytes(UTF_8)));
        connection.flush();
        String wanted = "*5\r\n$4\r\nXADD\r\n$1\r\nt\r\n$1\r\n*\r\n$1\r\nm\r\n$5\r\nhello\r\n";
        assertThat(new String(peer.getInputStream().readNBytes(wanted.length()), UTF_8))
                .isEqualTo(wanted);
    }

    @Test
    void readsEachKindOfReply() throws IOException {
        answer("+OK\r\n:-12\r\n$2\r\nhi\r\n$-1\r\n*-1\r\n*2\r\n:1\r\n*0\r\n");
        assertThat(connection.read()).isEqualTo("OK".getBytes(UTF_8));
        assertThat(connection.read()).isEqualTo(-12L);
        assertThat(connection.read()).isEqualTo("hi".getBytes(UTF_8));
        assertThat(connection.read()).isNull();
        assertThat(connection.read()).isNull();
        assertThat(connection.read()).isEqualTo(List.of(1L, List.of()));
    }

    @Test
    void whatIsUnderWayFailsWithTheConnection() throws IOException {
        try (Pipeline pipeline = new Pipeline(connection)) {
            Future<?> first = pipeline.add("t", ByteBuffer.wrap(new byte[8]));
            peer.close();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> first.get(10, TimeUnit.SECONDS));
            Future<?> next = pipeline.add("t", ByteBuffer.wrap(new byte[8]));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> next.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void anErrorAndAnEndAreTold() throws IOException {
        answer("-ERR no\r\n");
        assertThatExceptionOfType(BenchException.class)
                .isThrownBy(connection::read)
                .withMessage("Redis refuses: ERR no");
        peer.close();
        assertThatExceptionOfType(BenchException.class)
                .isThrownBy(connection::read)
                .withMessage("Redis: it ended the connection");
    }
}
