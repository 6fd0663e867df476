package io.kaska.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that do not speak the protocol, or stop speaking it, at any byte; a witness works beside them. */
class HostilePeerIT {
    private static final RunningBroker BROKER = new RunningBroker(builder -> builder.maxMessageSize(1 << 20));
    private Witness witness;

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @BeforeEach
    void callTheWitness() {
        witness = new Witness(BROKER.port());
    }

    @AfterEach
    void hearTheWitness() {
        Closing.all(witness::assertUndisturbed, witness);
    }

    @Test
    void randomBytesInPlaceOfAHelloAreRefused() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            byte[] noise = new byte[4 + random.nextInt(3_000)];
            random.nextBytes(noise);
            noise[0] = 'X'; // never by chance the magic
            try (RawClient peer = new RawClient(BROKER.port())) {
                peer.write(noise);
                assertThat(peer.readHello().status())
                        .as("round %d of seed %d", round, seed)
                        .isEqualTo(Status.NOT_KASKA.code());
                assertThat(peer.readToTheEnd()).isZero();
            }
        }
    }

    @Test
    void randomBytesBehindAHelloHarmNobody() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            byte[] noise = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(noise);
            if (random.nextBoolean()) {
                noise[0] = (byte) (1 + random.nextInt(Operation.values().length)); // a real operation at least
            }
            try (RawClient peer = RawClient.greeted(BROKER.port())) {
                peer.write(noise);
                peer.endOutput();
                peer.readToTheEnd();
            } catch (IOException | AssertionError e) {
                throw new AssertionError("round " + round + " of seed " + seed, e);
            }
        }
    }

    @Test
    void aWebBrowserIsToldWhatThisIs() throws IOException {
        try (RawClient peer = new RawClient(BROKER.port())) {
            peer.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            BrokerHello hello = BrokerHello.get(ByteBuffer.wrap(peer.read(BrokerHello.SIZE)));
            assertThat(hello.magic()).isEqualTo(Protocol.MAGIC);
            assertThat(hello.status()).isEqualTo(Status.NOT_KASKA.code());
            assertThat(new String(peer.read(hello.extensionSize()), US_ASCII)).contains("Kaska");
            assertThat(peer.readToTheEnd()).isZero();
        }
    }

    @Test
    void aHelloThatBreaksOffAtAnyByteHarmsNobody() throws IOException {
        for (int size = 0; size < ClientHello.SIZE; size++) {
            try (RawClient peer = new RawClient(BROKER.port())) {
                peer.write(Arrays.copyOf(RawClient.helloBytes(), size));
                peer.endOutput();
                peer.readToTheEnd();
            }
        }
    }

    @Test
    void aVersionThatTheBrokerDoesNotSpeakIsRefused() throws IOException {
        assertRefused(new ClientHello(Protocol.MAGIC, 2, 9, 0, 0), Status.UNSUPPORTED_VERSION);
        assertRefused(new ClientHello(Protocol.MAGIC, 0, 0, 0, 0), Status.UNSUPPORTED_VERSION);
        assertRefused(new ClientHello(Protocol.MAGIC, 0xFFFF, 0xFFFF, 0, 0), Status.UNSUPPORTED_VERSION);
        assertRefused(new ClientHello(0x4B41534C, 1, 1, 0, 0), Status.NOT_KASKA);
    }

    @Test
    void anExtensionOfTheHelloThatIsTooLargeIsRefused() throws IOException {
        for (int size : new int[] {65_537, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertRefused(new ClientHello(Protocol.MAGIC, 1, 1, size, 0), Status.INVALID_REQUEST);
        }
    }

    private static void assertRefused(ClientHello hello, Status status) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ClientHello.SIZE);
        hello.put(bytes);
        try (RawClient peer = new RawClient(BROKER.port())) {
            peer.write(bytes.array());
            BrokerHello answer = peer.readHello();
            assertThat(answer.status()).isEqualTo(status.code());
            assertThat(answer.version()).isEqualTo(Protocol.VERSION);
            assertThat(peer.readToTheEnd()).isZero();
        }
    }

    @Test
    void anExtensionOfTheHelloIsSkipped() throws IOException {
        for (int size : new int[] {1, 16, 17, 65_536}) {
            ByteBuffer bytes = ByteBuffer.allocate(ClientHello.SIZE);
            new ClientHello(Protocol.MAGIC, 1, 3, size, -1).put(bytes);
            try (RawClient peer = new RawClient(BROKER.port())) {
                peer.write(bytes.array(), new byte[size]);
                BrokerHello answer = peer.readHello();
                assertThat(answer.status()).isZero();
                assertThat(answer.features()).as("features granted").isZero();
                assertThat(answer.maxMessageSize()).isEqualTo(1 << 20);
                peer.createTopic("extended" + size);
            }
        }
    }

    @Test
    void aRequestThatBreaksOffAtAnyByteIsNotCarriedOut() throws IOException {
        try (RawClient calm = RawClient.greeted(BROKER.port())) {
            int topic = calm.createTopic("cut");
            for (byte[] request : requestsThatChangeSomething(topic)) {
                for (int size = 0; size < request.length; size++) {
                    breakOff(Arrays.copyOf(request, size), size % 2 == 0);
                }
            }
            assertThat(calm.endOffset(topic)).isZero();
            assertThat(calm.ask(RawClient.request(Operation.RESOLVE_TOPIC, "made-by-a-part"))
                            .status())
                    .isEqualTo(Status.UNKNOWN_TOPIC.code());
        }
    }

    private static List<byte[]> requestsThatChangeSomething(int topic) {
        ByteBuffer batch = ByteBuffer.allocate(2 * Integer.BYTES + 9).putInt(4).putInt(9);
        List<byte[]> requests = new ArrayList<>();
        requests.add(RawClient.request(Operation.CREATE_TOPIC, "made-by-a-part"));
        requests.add(RawClient.request(Operation.DELETE_TOPIC, topic, 0, new byte[0]));
        requests.add(RawClient.request(Operation.SEND, topic, 0, new byte[40]));
        requests.add(RawClient.request(Operation.SEND_BATCH, topic, 2, batch.array()));
        requests.add(RawClient.request(Operation.COMMIT, topic, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 7, 'm', 'e'}));
        requests.add(RawClient.fetch(topic, 0, 1_000, 1, 30_000));
        return requests;
    }

    /** Half closed, so that the broker may still answer; or torn off. */
    private static void breakOff(byte[] part, boolean halfClosed) throws IOException {
        try (RawClient peer = RawClient.greeted(BROKER.port())) {
            peer.write(part);
            if (halfClosed) {
                peer.endOutput();
                assertThat(peer.readToTheEnd())
                        .as("answers to %d bytes of a request", part.length)
                        .isZero();
            } else {
                peer.resetOnClose();
            }
        }
    }

    @Test
    void aRequestBeforeAHalfCloseIsStillAnswered() throws IOException {
        try (RawClient peer = RawClient.greeted(BROKER.port())) {
            peer.write(RawClient.request(Operation.COUNT_TOPICS, 0, 0, new byte[0]));
            peer.endOutput();
            assertThat(peer.readResponse().status()).isZero();
            assertThat(peer.readToTheEnd()).isZero();
        }
    }

    @Test
    void hundredsOfSilentConnectionsHarmNobody() throws IOException {
        List<RawClient> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                peers.add(i % 2 == 0 ? new RawClient(BROKER.port()) : RawClient.greeted(BROKER.port()));
            }
            witness.assertUndisturbed();
        } finally {
            for (RawClient peer : peers) {
                peer.resetOnClose();
                peer.close();
            }
        }
    }
}
