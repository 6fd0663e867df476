package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kaska.protocol.FetchRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** What a defect of the broker, or memory that is not there, may end: one connection, told by its end. */
@SuppressWarnings("NullAway") // a null is the defect here
class DefectTest {
    private static final int SILENCE_MILLIS = 10_000;

    @Test
    void theListenerGoesOnAfterAConnectionThatCannotBeServed() throws IOException {
        try (Listener listener = Listener.bind("127.0.0.1", 0, null)) {
            listener.start();
            for (int i = 0; i < 3; i++) {
                try (Socket client = connect(listener.address())) {
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void aWaitingFetchThatCannotAnswerEndsItsConnection() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Socket client = connect((InetSocketAddress) server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            Peer peer = new Peer(accepted, new SpinGate(false));
            WaitingFetch fetch =
                    new WaitingFetch(new FetchPlan(null, new FetchRequest(1, 1, 1), 1), null, peer, new WaitTimer());
            fetch.start();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThatIOException().isThrownBy(fetch::finish);
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket client = new Socket();
        client.connect(address, SILENCE_MILLIS);
        client.setSoTimeout(SILENCE_MILLIS);
        return client;
    }
}
