package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many requests before the first answer; and a fetch that waits while another request comes. */
class PipeliningIT {
    private final RunningBroker broker = new RunningBroker(builder -> builder);
    private RawClient client;
    private int topic;

    @BeforeEach
    void start() throws IOException {
        broker.start();
        client = RawClient.greeted(broker.port());
        topic = client.createTopic("pipelined");
    }

    @AfterEach
    void stop() {
        Closing.all(client, broker);
    }

    @Test
    void aThousandRequestsInOneWriteAreAnsweredInTheirOrder() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            all.write(
                    switch (i % 4) {
                        case 0 -> RawClient.request(Operation.SEND, topic, 0, Payloads.random(i, 1 + i % 300));
                        case 1 -> RawClient.request(Operation.END_OFFSET, topic, 0, new byte[0]);
                        case 2 -> RawClient.request(Operation.MESSAGE_LENGTH, topic, 0, longBytes(i / 4));
                        default -> RawClient.fetch(topic, i / 4, 1_000_000, 1, 0);
                    });
        }
        client.write(all.toByteArray());
        for (int i = 0; i < 1_000; i++) {
            RawClient.Response response = client.readResponse();
            assertThat(response.status()).isZero();
            switch (i % 4) {
                case 0 -> assertThat(response.bytes().getLong()).isEqualTo(i / 4);
                case 1 -> assertThat(response.bytes().getLong()).isEqualTo(i / 4 + 1);
                case 2 -> assertThat(response.bytes().getInt()).isEqualTo(1 + (i - 2) % 300);
                default -> assertThat(bodyOf(response)).isEqualTo(Payloads.random(i - 3, 1 + (i - 3) % 300));
            }
        }
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] bodyOf(RawClient.Response response) {
        FetchResponse fetched = response.fetched(1);
        assertThat(fetched.sections()).hasSize(1);
        return Payloads.bytes(fetched.sections().get(0).runs().get(0).payload(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1_000})
    void theBoundariesOfWritesMeanNothing(int piece) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 30; i++) {
            all.write(RawClient.request(Operation.SEND, topic, 0, Payloads.random(i, 1 + i)));
        }
        byte[] bytes = all.toByteArray();
        for (int from = 0; from < bytes.length; from += piece) {
            client.write(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
        }
        for (int i = 0; i < 30; i++) {
            assertThat(client.readResponse().bytes().getLong()).isEqualTo(i);
        }
    }

    @Test
    void aRequestThatArrivesWhileAFetchWaitsEndsTheWait() throws Exception {
        for (int round = 0; round < 20; round++) {
            client.write(RawClient.fetch(topic, 1_000, 1_000, 10, 60_000));
            if (round % 2 == 0) {
                Thread.sleep(20);
            }
            client.write(RawClient.request(Operation.END_OFFSET, topic, 0, new byte[0]));
            assertThat(client.readResponse().fetched(1).sections()).isEmpty();
            assertThat(client.readResponse().bytes().getLong()).isZero();
        }
    }

    @Test
    void waitingFetchesMayFollowEachOtherInOneWrite() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            all.write(RawClient.fetch(topic, 0, 1_000, 10, 60_000));
        }
        all.write(RawClient.request(Operation.SEND, topic, 0, new byte[] {42}));
        all.write(RawClient.fetch(topic, 0, 1_000, 10, 60_000));
        client.write(all.toByteArray());
        for (int i = 0; i < 50; i++) {
            assertThat(client.readResponse().fetched(1).sections()).isEmpty();
        }
        assertThat(client.readResponse().bytes().getLong()).isZero();
        assertThat(bodyOf(client.readResponse())).containsExactly(42);
    }

    @Test
    void aWaitingFetchIsAnsweredBySendsOfOthersAndByTheEndOfItsWait() throws Exception {
        try (Kaska other = broker.connect()) {
            client.write(RawClient.fetch(topic, 0, 1_000, 10, 60_000));
            other.send("pipelined", Payloads.bytes("first"));
            assertThat(bodyOf(client.readResponse())).isEqualTo(Payloads.bytes("first"));

            long start = System.nanoTime();
            client.write(RawClient.fetch(topic, 1, 1_000, 10, 200));
            assertThat(client.readResponse().fetched(1).sections()).isEmpty();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(199_000_000);
        }
    }

    @Test
    void whoGoesWhileItsFetchWaitsIsForgotten() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (RawClient going = RawClient.greeted(broker.port())) {
                going.write(RawClient.fetch(topic, 1_000, 1_000, 10, 60_000));
            }
        }
        try (Kaska other = broker.connect()) {
            assertThat(other.send("pipelined", Payloads.bytes("m"))).isZero();
            assertThat(other.topics()).isEqualTo(Set.of("pipelined"));
        }
    }
}
