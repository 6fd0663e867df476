package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandshakeTest {
    @Test
    void saysWhoItIsAndConnectsOnlyWhenTheBrokerIsNeeded() throws Exception {
        AtomicReference<ClientHello> hello = new AtomicReference<>();
        try (FakeBroker broker = new FakeBroker(peer -> {
                    hello.set(peer.readHello());
                    peer.hello(Protocol.MAGIC, Status.OK, Protocol.VERSION, "");
                    peer.request();
                    peer.answer(ByteBuffer.allocate(4).putInt(7).flip());
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            assertThat(broker.connections()).isZero();
            assertThat(kaska.topicCount()).isEqualTo(7);
            assertThat(hello.get()).isEqualTo(new ClientHello());
        }
    }

    @Test
    void namesAPeerThatSpeaksSomethingElse() throws Exception {
        fails(
                peer -> {
                    peer.out.write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.UTF_8));
                    peer.awaitClose();
                },
                "is no Kaska broker: it answered with the bytes 48 54 54 50");
    }

    @Test
    void namesAPeerThatAnswersLessThanAHelloAndStays() throws Exception {
        fails(
                peer -> {
                    peer.out.write("SSH-2.0".getBytes(StandardCharsets.UTF_8));
                    peer.awaitClose();
                },
                "is no Kaska broker: it answered with the bytes 53 53 48 2d");
    }

    @Test
    void namesAPeerThatHangsUp() throws Exception {
        fails(peer -> peer.readHello(), "is no Kaska broker: it closed the connection without an answer");
    }

    @Test
    void givesUpAPeerThatNeverAnswers() throws Exception {
        try (FakeBroker broker = new FakeBroker(FakeBroker.Peer::awaitClose);
                Kaska kaska =
                        broker.client().connectTimeout(Duration.ofMillis(200)).build()) {
            assertThatThrownBy(kaska::topicCount)
                    .isInstanceOfSatisfying(
                            KaskaConnectionException.class,
                            e -> assertThat(e.outcomeUnknown()).isFalse())
                    .hasMessageContaining("no answer within 200 ms");
        }
    }

    @Test
    void givesTheBrokersReasonForARefusal() throws Exception {
        fails(
                peer -> {
                    peer.readHello();
                    peer.hello(Protocol.MAGIC, Status.TOO_MANY_CONNECTIONS, 1, "all 8 connections are taken");
                },
                "refused the connection",
                "all 8 connections are taken");
    }

    @Test
    void saysWhichVersionsDoNotMeet() throws Exception {
        fails(
                peer -> {
                    peer.readHello();
                    peer.hello(Protocol.MAGIC, Status.UNSUPPORTED_VERSION, 9, "");
                },
                "speaks version 9 of the protocol at most, and this library 1");
        fails(
                peer -> {
                    peer.readHello();
                    peer.hello(Protocol.MAGIC, Status.OK, 2, "");
                },
                "chose version 2");
    }

    @Test
    void refusesAHelloWithImpossibleSizes() throws Exception {
        fails(peer -> hello(peer, Integer.MAX_VALUE, 1, 1), "an extension of 2147483647 bytes");
        fails(peer -> hello(peer, -1, 1, 1), "an extension of 4294967295 bytes");
        fails(peer -> hello(peer, 0, 0, 1), "its hello has the limits 0 and 1");
        fails(peer -> hello(peer, 0, 1, -1), "its hello has the limits 1 and 4294967295");
    }

    @Test
    void saysWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Kaska kaska = Kaska.connect("127.0.0.1", port)) {
            assertThatThrownBy(kaska::topicCount)
                    .isInstanceOf(KaskaConnectionException.class)
                    .hasMessageContaining("cannot connect to 127.0.0.1:" + port);
        }
    }

    @Test
    void connectsAfterAFailureOnceTheBrokerIsThere() throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    if (peer.number == 1) {
                        return;
                    }
                    new MemoryScript().play(peer);
                });
                Kaska kaska = broker.client().build()) {
            assertThatThrownBy(kaska::topicCount).isInstanceOf(KaskaConnectionException.class);
            assertThat(kaska.topicCount()).isZero();
        }
    }

    private static void hello(FakeBroker.Peer peer, int extension, int maxMessage, int maxWait) throws IOException {
        peer.readHello();
        ByteBuffer bytes = ByteBuffer.allocate(BrokerHello.SIZE);
        new BrokerHello(Protocol.MAGIC, 0, Protocol.VERSION, extension, 0, maxMessage, maxWait).put(bytes);
        peer.out.write(bytes.array());
        peer.awaitClose();
    }

    private static void fails(FakeBroker.Script script, String... expected) throws Exception {
        try (FakeBroker broker = new FakeBroker(script);
                Kaska kaska = broker.client().build()) {
            assertThatThrownBy(kaska::topicCount)
                    .isInstanceOfSatisfying(
                            KaskaConnectionException.class,
                            e -> assertThat(e.outcomeUnknown()).isFalse())
                    .hasMessageContainingAll(expected);
        }
    }
}
