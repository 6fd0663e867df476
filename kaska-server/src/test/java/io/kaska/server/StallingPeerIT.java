package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Operation;
import io.kaska.protocol.ResponseHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that stop in the middle of a message or an answer: they delay nobody, and leave no hole in the offsets. */
class StallingPeerIT {
    private static final int SIZE = 3_000_000;

    private final RunningBroker broker =
            new RunningBroker(builder -> builder.stallTimeout(Duration.ofMillis(LongForm.choose(3_000, 6_000))));
    private Witness witness;
    private Kaska kaska;
    private RawClient producer;
    private int topic;

    @BeforeEach
    void start() throws IOException {
        broker.start();
        witness = new Witness(broker.port());
        kaska = broker.connect();
        producer = RawClient.greeted(broker.port());
        topic = producer.createTopic("shared");
    }

    @AfterEach
    void stop() {
        Closing.all(witness::assertUndisturbed, witness, producer, kaska, broker);
    }

    @Test
    void whileOneStallsOthersSendAndReadOnTheSameTopic() throws IOException {
        byte[] request = RawClient.request(Operation.SEND, topic, 0, Payloads.random(1, SIZE));
        producer.write(Arrays.copyOf(request, SIZE / 2));
        kaska.subscribe(List.of("shared"));
        for (int i = 0; i < 50; i++) {
            assertThat(kaska.send("shared", Payloads.bytes("m" + i))).isEqualTo(i);
            assertThat(kaska.endOffset("shared")).isEqualTo(i + 1);
            assertThat(kaska.poll())
                    .hasValueSatisfying(message -> assertThat(message.offset()).isNotNegative());
        }
        producer.write(Arrays.copyOfRange(request, SIZE / 2, request.length));
        assertThat(producer.readResponse().bytes().getLong())
                .as("its place is behind those that were faster")
                .isEqualTo(50);
        Payloads.assertSame(kaska.poll().orElseThrow().payload(), Payloads.random(1, SIZE));
    }

    @Test
    void whoDiesInTheMiddleLeavesNothing() throws IOException {
        for (int size : new int[] {1, 15, 16, 17, 100, 70_000, SIZE}) {
            byte[] request = RawClient.request(Operation.SEND, topic, 0, Payloads.random(2, SIZE));
            long before = kaska.endOffset("shared");
            try (RawClient dying = RawClient.greeted(broker.port())) {
                dying.write(Arrays.copyOf(request, size));
                assertThat(kaska.send("shared", Payloads.bytes("alive"))).isEqualTo(before);
                dying.resetOnClose();
            }
            assertThat(kaska.send("shared", Payloads.bytes("alive"))).isEqualTo(before + 1);
        }
        kaska.subscribe(List.of("shared"));
        kaska.seek("shared", 0);
        assertThat(kaska.poll(100, Duration.ZERO))
                .hasSize(14)
                .allSatisfy(
                        message -> assertThat(Payloads.text(message.payload())).isEqualTo("alive"));
    }

    @Test
    void aBatchThatStopsInItsTableOrItsBodiesLeavesNothing() throws IOException {
        ByteBuffer batch = ByteBuffer.allocate(3 * (4 + 1_000));
        batch.putInt(1_000).putInt(2_000).putInt(3_000);
        byte[] request = RawClient.request(Operation.SEND_BATCH, topic, 3, batch.array());
        List<RawClient> stalling = new ArrayList<>();
        try {
            for (int size = 17; size < request.length; size += 97) {
                RawClient peer = RawClient.greeted(broker.port());
                stalling.add(peer);
                peer.write(Arrays.copyOf(request, size));
            }
            assertThat(kaska.send("shared", Payloads.bytes("alive"))).isZero();
        } finally {
            for (RawClient peer : stalling) {
                peer.close();
            }
        }
        assertThat(kaska.send("shared", Payloads.bytes("alive"))).isEqualTo(1);
    }

    @Test
    void theTopicCanBeDeletedUnderAStallingProducer() throws IOException {
        byte[] request = RawClient.request(Operation.SEND, topic, 0, Payloads.random(3, SIZE));
        producer.write(Arrays.copyOf(request, SIZE / 2));
        kaska.deleteTopic("shared");
        kaska.createTopic("shared");
        assertThat(kaska.send("shared", Payloads.bytes("new"))).isZero();
        producer.write(Arrays.copyOfRange(request, SIZE / 2, request.length));
        assertThat(producer.readResponse().status()).isNotZero();
        assertThat(producer.endOffset(producer.resolve("shared")))
                .as("in step, and nothing came in")
                .isEqualTo(1);
    }

    @Test
    void whoStallsTooLongIsDisconnected() throws IOException {
        List<byte[]> beginnings = List.of(
                Arrays.copyOf(RawClient.helloBytes(), 7),
                Arrays.copyOf(RawClient.request(Operation.SEND, topic, 0, new byte[1_000]), 9),
                Arrays.copyOf(RawClient.request(Operation.SEND, topic, 0, new byte[1_000]), 500),
                Arrays.copyOf(RawClient.request(Operation.CREATE_TOPIC, "half a name"), 20));
        List<RawClient> peers = new ArrayList<>();
        for (int i = 0; i < beginnings.size(); i++) {
            RawClient peer = i == 0 ? new RawClient(broker.port()) : RawClient.greeted(broker.port());
            peer.write(beginnings.get(i));
            peers.add(peer);
        }
        for (RawClient peer : peers) {
            try (peer) {
                assertThat(peer.readToTheEnd()).isZero();
            }
        }
        assertThat(producer.endOffset(topic))
                .as("who is silent between requests stays connected")
                .isZero();
    }

    @Test
    void whoDoesNotReadItsAnswersDelaysNobodyAndIsDisconnected() throws IOException {
        for (int i = 0; i < 10; i++) {
            kaska.send("shared", Payloads.random(i, SIZE));
        }
        try (RawClient deaf = RawClient.greeted(broker.port())) {
            for (int i = 0; i < 4; i++) {
                deaf.write(RawClient.fetch(topic, 0, 64 << 20, 100, 0));
            }
            kaska.subscribe(List.of("shared"));
            kaska.seek("shared", 0);
            for (int i = 0; i < 10; i++) {
                Payloads.assertSame(kaska.poll().orElseThrow().payload(), Payloads.random(i, SIZE));
            }
            witness.assertUndisturbed();
            kaska.deleteTopic("shared"); // under an answer that is on its way
            kaska.createTopic("shared");
            for (int i = 0; i < 10; i++) {
                kaska.send("shared", Payloads.random(100 + i, SIZE)); // may not lie where the answer is read from
            }
            sleepPastTheStallTimeout();
            assertWholeOrCutOff(deaf);
        }
    }

    private static void sleepPastTheStallTimeout() {
        try {
            Thread.sleep(LongForm.choose(5_000, 10_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was sent before the end are the first bytes of a right answer: never those of another message. */
    private static void assertWholeOrCutOff(RawClient deaf) throws IOException {
        ResponseHeader header = ResponseHeader.get(ByteBuffer.wrap(deaf.read(ResponseHeader.SIZE)));
        assertThat(header.size()).isGreaterThan(10 * SIZE);
        deaf.read(FetchResponse.SECTION_HEADER_SIZE + 28); // up to the first message
        byte[] seen = deaf.read(50_000);
        assertThat(seen).isEqualTo(Arrays.copyOf(Payloads.random(0, SIZE), seen.length));
        assertThat(deaf.readToTheEnd()).as("four answers were asked for").isLessThan(4L * 10 * SIZE);
    }

    @Test
    void aSlowReaderGetsEveryByte() throws Exception {
        for (int i = 0; i < 3; i++) {
            kaska.send("shared", Payloads.random(i, SIZE));
        }
        producer.write(RawClient.fetch(topic, 0, 64 << 20, 100, 0));
        ResponseHeader header = ResponseHeader.get(ByteBuffer.wrap(producer.read(ResponseHeader.SIZE)));
        ByteBuffer body = ByteBuffer.allocate(header.size());
        while (body.hasRemaining()) {
            body.put(producer.read(Math.min(600_000, body.remaining())));
            Thread.sleep(50);
        }
        FetchResponse fetched = FetchResponse.get(body.flip(), false, 1);
        for (int i = 0; i < 3; i++) {
            Payloads.assertSame(fetched.sections().get(0).runs().get(i).payload(0), Payloads.random(i, SIZE));
        }
    }
}
