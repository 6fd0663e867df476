package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.MessageTooLargeException;
import io.kaska.StorageFullException;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits that a broker is started with: what happens at them, and that they end nothing else. */
class LimitsIT {
    private static final int MIB = 1 << 20;

    private static KaskaBroker.Builder onLoopback() {
        return KaskaBroker.builder().bind("127.0.0.1");
    }

    private static Kaska client(KaskaBroker broker, boolean embedded) {
        return embedded ? broker.client() : Kaska.connect("127.0.0.1", broker.port());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSmallerLimitOfAMessage(boolean embedded) {
        try (KaskaBroker broker = onLoopback().maxMessageSize(900).start();
                Kaska kaska = client(broker, embedded)) {
            kaska.createTopic("t");
            assertThat(kaska.send("t", new byte[900])).isZero();
            assertThatExceptionOfType(MessageTooLargeException.class)
                    .isThrownBy(() -> kaska.send("t", new byte[901]))
                    .withMessageContaining("900");
            List<ByteBuffer> justFits = List.of(ByteBuffer.allocate(600), ByteBuffer.allocate(300));
            List<ByteBuffer> tooMuch = List.of(ByteBuffer.allocate(600), ByteBuffer.allocate(301));
            assertThat(kaska.send("t", justFits)).isEqualTo(1);
            assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> kaska.send("t", tooMuch));
            assertThat(kaska.endOffset("t")).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargerLimitOfAMessage(boolean embedded) {
        int size = 100 * MIB + 7;
        try (KaskaBroker broker = onLoopback().maxMessageSize(size).start();
                Kaska kaska = client(broker, embedded)) {
            kaska.createTopic("t");
            kaska.subscribe(List.of("t"));
            byte[] message = Payloads.random(1, size);
            assertThat(kaska.send("t", message)).isZero();
            kaska.send("t", Payloads.bytes("behind it"));
            Payloads.assertSame(kaska.poll().orElseThrow().payload(), message);
            assertThat(Payloads.text(kaska.poll().orElseThrow().payload())).isEqualTo("behind it");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fullMemoryRefusesSendsAndNothingElse(boolean embedded) {
        try (KaskaBroker broker = onLoopback()
                        .memory(32L * MIB)
                        .unfinishedMemory(16L * MIB)
                        .start();
                Kaska kaska = client(broker, embedded)) {
            kaska.createTopic("full");
            kaska.createTopic("other");
            kaska.send("other", Payloads.bytes("before"));
            int taken = fill(kaska, "full");
            assertThat(taken).as("messages of 1 MiB in 32").isBetween(16, 32);
            assertThatExceptionOfType(StorageFullException.class)
                    .isThrownBy(() -> kaska.send("full", List.of(ByteBuffer.allocate(MIB), ByteBuffer.allocate(MIB))));
            assertThat(kaska.sendAsync("full", ByteBuffer.allocate(4 * MIB)))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseExactlyInstanceOf(StorageFullException.class);
            assertTheRestWorks(kaska, taken);

            kaska.deleteTopic("full");
            assertThat(kaska.send("other", new byte[4 * MIB]))
                    .as("there is room again")
                    .isEqualTo(1);
            kaska.createTopic("full");
            assertThat(fill(kaska, "full")).isGreaterThan(taken / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchThatPasses2GibWithItsTable(boolean embedded) {
        try (KaskaBroker broker = onLoopback()
                        .maxMessageSize(Protocol.LARGEST_MESSAGE_SIZE)
                        .start();
                Kaska kaska = client(broker, embedded)) {
            kaska.createTopic("t");
            int count = 20_000;
            ByteBuffer message = ByteBuffer.allocateDirect(Protocol.LARGEST_MESSAGE_SIZE / count);
            assertThatExceptionOfType(MessageTooLargeException.class)
                    .isThrownBy(() -> kaska.send("t", Collections.nCopies(count, message)));
            assertThat(kaska.send("t", Payloads.bytes("after"))).isZero();
        }
    }

    @Test
    void aRequestThatPasses2GibWithWhatTheBrokerPutsBeforeIt() throws IOException {
        try (KaskaBroker broker = onLoopback()
                        .maxMessageSize(Protocol.LARGEST_MESSAGE_SIZE)
                        .start();
                RawClient client = RawClient.greeted(broker.port())) {
            int topic = client.createTopic("t");
            client.write(RawClient.request(
                    new RequestHeader(Operation.SEND_BATCH, topic, Integer.MAX_VALUE, 20_000), new byte[0]));
            assertThat(client.readResponse().status()).isEqualTo(Status.MESSAGE_TOO_LARGE.code());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void moreMessagesThanABatchCounts(boolean embedded) {
        try (KaskaBroker broker = onLoopback().start();
                Kaska kaska = client(broker, embedded)) {
            kaska.createTopic("t");
            List<ByteBuffer> messages = Collections.nCopies(1 << 24, ByteBuffer.wrap(Payloads.bytes("m")));
            assertThatExceptionOfType(MessageTooLargeException.class)
                    .isThrownBy(() -> kaska.send("t", messages))
                    .withMessageMatching(".*at most 16,?777,?215 messages.*16,?777,?216.*");
            assertThat(kaska.endOffset("t")).isZero();
        }
    }

    @Test
    void claimedNamesLeaveTheMemoryToMessages() throws IOException {
        byte[] claim = RawClient.request(new RequestHeader(Operation.CREATE_TOPIC, 0, 65_534, 0), new byte[0]);
        List<RawClient> peers = new ArrayList<>();
        try (KaskaBroker broker = onLoopback()
                        .memory(16L * MIB)
                        .unfinishedMemory(2L * MIB)
                        .start();
                Kaska kaska = client(broker, false)) {
            kaska.createTopic("t");
            try {
                for (int i = 0; i < 300; i++) {
                    RawClient peer = RawClient.greeted(broker.port());
                    peers.add(peer);
                    peer.write(claim);
                }
                assertThat(peers.getLast().readResponse().status()).isEqualTo(Status.STORAGE_FULL.code());
                for (int i = 0; i < 100; i++) {
                    assertThat(kaska.send("t", new byte[60_000])).isEqualTo(i);
                }
            } finally {
                for (RawClient peer : peers) {
                    peer.close();
                }
            }
            await().untilAsserted(() -> kaska.createTopic("afterwards"));
        }
    }

    private static int fill(Kaska kaska, String topic) {
        int taken = 0;
        try {
            while (taken < 100) {
                kaska.send(topic, Payloads.random(taken, MIB));
                taken++;
            }
        } catch (StorageFullException e) {
            assertThat(kaska.endOffset(topic)).isEqualTo(taken);
        }
        return taken;
    }

    private static void assertTheRestWorks(Kaska kaska, int taken) {
        assertThat(kaska.topics()).containsExactly("full", "other");
        assertThat(kaska.topicCount()).isEqualTo(2);
        assertThat(kaska.messageLength("full", taken - 1)).isEqualTo(MIB);
        kaska.commit("me", "full", 3);
        assertThat(kaska.committed("me", "full")).isEqualTo(3);
        kaska.subscribe(List.of("full", "other"));
        kaska.seek("full", 0);
        for (int i = 0; i < taken; i++) {
            Payloads.assertSame(kaska.poll().orElseThrow().payload(), Payloads.random(i, MIB));
        }
        kaska.unsubscribe();
    }

    @Test
    void memoryFilledBySmallMessagesAndTopicsIsRefusedToo() {
        try (KaskaBroker broker =
                        onLoopback().memory(8L * MIB).unfinishedMemory(4L * MIB).start();
                Kaska kaska = client(broker, true)) {
            kaska.createTopic("small");
            assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> {
                for (int i = 0; i < 10 * MIB; i++) {
                    kaska.send("small", new byte[100]);
                }
            });
            assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> {
                for (int i = 0; i < 100_000; i++) {
                    kaska.createTopic(i + "x".repeat(2_000));
                }
            });
            long end = kaska.endOffset("small");
            assertThat(end).isBetween(20_000L, 84_000L);
            assertThat(kaska.messageLength("small", end - 1)).isEqualTo(100);
            kaska.topics().forEach(kaska::deleteTopic);
            kaska.createTopic("small");
            assertThat(kaska.send("small", new byte[MIB])).isZero();
        }
    }

    @Test
    void deletingGivesAllMemoryBackHoweverOften() {
        try (KaskaBroker broker = onLoopback()
                        .memory(32L * MIB)
                        .unfinishedMemory(16L * MIB)
                        .start();
                Kaska kaska = client(broker, false)) {
            for (int round = 0; round < 40; round++) {
                String topic = "round" + round;
                kaska.createTopic(topic);
                for (int i = 0; i < 12; i++) {
                    assertThat(kaska.send(topic, Payloads.random(i, 1 + i * i * 12_000)))
                            .isEqualTo(i);
                }
                kaska.deleteTopic(topic);
            }
        }
    }

    @Test
    void theNextConnectionIsRefusedAndAPlaceBecomesFree() {
        try (KaskaBroker broker = onLoopback().maxConnections(3).start()) {
            List<Kaska> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(client(broker, false));
                assertThat(clients.get(i).topicCount()).isZero();
            }
            try (Kaska next = client(broker, false)) {
                for (int i = 0; i < 3; i++) {
                    assertThatExceptionOfType(KaskaConnectionException.class)
                            .isThrownBy(next::topicCount)
                            .withMessageContaining("connections")
                            .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
                }
                clients.get(2).createTopic("those that are in go on");
                clients.get(0).close();
                await().ignoreExceptionsInstanceOf(KaskaException.class).until(() -> next.topicCount() == 1);
            }
            clients.forEach(Kaska::close);
        }
    }

    @Test
    void clientsWithoutASocketAreNoConnections() {
        try (KaskaBroker broker = onLoopback().maxConnections(1).start();
                Kaska overTcp = client(broker, false);
                Kaska embedded = client(broker, true)) {
            overTcp.createTopic("t");
            assertThat(embedded.topicCount()).isEqualTo(1);
        }
    }
}
