package io.kaska.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.KaskaConnectionException;
import io.kaska.Message;
import io.kaska.OutgoingMessage;
import io.kaska.Retention;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.BrokerHello;
import io.kaska.protocol.ClientHello;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How many bytes each operation of the library puts on the wire: its fields and at most 16 more, in either direction.
 * Fields are: a name or topic id (4), an offset (8), a timestamp (8), a time to wait (4), counts and sizes (4 each),
 * payloads.
 */
class WireSizeIT {
    private static final int NAME = 0; // counted by its own bytes
    private static final int ID = 4;
    private static final int OFFSET = 8;
    private static final int TIMESTAMP = 8;
    private static final int WAIT = 4;
    private static final int COUNT = 4;
    private static final int SIZE = 4;
    private static final int MORE = 16;
    private static final int MORE_PER_TOPIC = 24;
    private static final int FETCH_LIMITS = SIZE + COUNT + WAIT;

    private final RunningBroker broker = new RunningBroker(builder -> builder);
    private RecordingProxy proxy;
    private Kaska kaska;

    @BeforeEach
    void start() throws IOException {
        broker.start();
        proxy = new RecordingProxy(broker.port());
        kaska = Kaska.connect("127.0.0.1", proxy.port());
    }

    @AfterEach
    void stop() {
        Closing.all(kaska, proxy, broker);
    }

    private void forget() {
        proxy.takeFromClients();
        proxy.takeFromBroker();
    }

    /** Each direction carried something, and not more than this. */
    private void assertAtMost(int request, int response) {
        assertThat(proxy.takeFromClients().length).as("request").isBetween(1, request);
        assertThat(proxy.takeFromBroker().length).as("response").isBetween(1, response);
    }

    @Test
    void theHelloIsAllThatAConnectionCosts() {
        kaska.topicCount();
        assertAtMost(ClientHello.SIZE + MORE, BrokerHello.SIZE + COUNT + MORE);
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void operationsOnATopic() {
        kaska.topicCount();
        forget();
        kaska.createTopic("twelve bytes");
        assertAtMost(NAME + 12 + MORE, ID + MORE);
        kaska.topicCount();
        assertAtMost(MORE, COUNT + MORE);
        kaska.endOffset("twelve bytes");
        assertAtMost(ID + MORE, OFFSET + MORE);
        kaska.earliestOffset("twelve bytes");
        assertAtMost(ID + MORE, OFFSET + MORE);
        kaska.trimTopic("twelve bytes", 0);
        assertAtMost(ID + OFFSET + MORE, OFFSET + MORE);
        kaska.offsetForTime("twelve bytes", Instant.EPOCH);
        assertAtMost(ID + TIMESTAMP + MORE, OFFSET + MORE);
        kaska.setRetention("twelve bytes", Retention.UNLIMITED);
        assertAtMost(ID + TIMESTAMP + OFFSET + MORE, TIMESTAMP + OFFSET + MORE);
        kaska.retention("twelve bytes");
        assertAtMost(ID + MORE, TIMESTAMP + OFFSET + MORE);
        kaska.messageLength("twelve bytes", 0);
        assertAtMost(ID + OFFSET + MORE, SIZE + MORE);
        kaska.commit("client", "twelve bytes", 9);
        assertAtMost(ID + OFFSET + NAME + 6 + MORE, MORE);
        kaska.committed("client", "twelve bytes");
        assertAtMost(ID + NAME + 6 + MORE, OFFSET + MORE);
        kaska.topics();
        assertAtMost(COUNT + MORE, COUNT + SIZE + NAME + 12 + MORE);
        kaska.deleteTopic("twelve bytes");
        assertAtMost(ID + MORE, MORE);
    }

    @Test
    void anotherClientsTopicIsResolvedOnce() {
        try (Kaska other = broker.connect()) {
            other.createTopic("twelve bytes");
        }
        kaska.topicCount();
        forget();
        kaska.subscribe(List.of("twelve bytes"));
        assertAtMost(NAME + 12 + MORE, ID + OFFSET + MORE);
        kaska.endOffset("twelve bytes");
        assertAtMost(ID + MORE, OFFSET + MORE);
    }

    @Test
    void sends() {
        kaska.createTopic("t");
        for (int size : new int[] {1, 100, 100_000, 3_000_000}) {
            forget();
            kaska.send("t", Payloads.direct(Payloads.random(1, size)));
            assertAtMost(ID + SIZE + size + MORE, OFFSET + MORE);
            kaska.send("t", Payloads.random(1, size));
            assertAtMost(ID + SIZE + size + MORE, OFFSET + MORE);
            assertThat(kaska.sendAsync("t", Payloads.buffer("x".repeat(size))).join())
                    .isPositive();
            assertAtMost(ID + SIZE + size + MORE, OFFSET + MORE);
        }
    }

    /** The size of the head, of the key, of each name and value. */
    @Test
    void sendsAndPollsWithKeyAndHeaders() {
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
        ByteBuffer ten = Payloads.buffer("ten bytes.");
        int fields = SIZE + SIZE + 10 + 2 * (SIZE + 5 + SIZE + 10) + SIZE + 10;
        forget();
        kaska.send("t", ten, Map.of("name1", ten, "name2", ten), ten);
        assertAtMost(ID + fields + MORE, OFFSET + MORE);
        kaska.sendAll("t", Collections.nCopies(100, new OutgoingMessage(ten, ten)));
        assertAtMost(ID + COUNT + 100 * (3 * SIZE + 20) + MORE, OFFSET + MORE);
        assertThat(kaska.poll(101, Duration.ZERO)).hasSize(101);
        int runs = 2 * (OFFSET + TIMESTAMP + COUNT + SIZE) + fields + 100 * (3 * SIZE + 20);
        assertAtMost(ID + OFFSET + FETCH_LIMITS + MORE, ID + SIZE + runs + MORE);
    }

    @Test
    void sendsOfSeveral() {
        kaska.createTopic("t");
        for (int count : new int[] {1, 2, 1_000}) {
            List<ByteBuffer> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                messages.add(Payloads.buffer("ten bytes."));
            }
            forget();
            kaska.send("t", messages);
            assertAtMost(ID + COUNT + count * (SIZE + 10) + MORE, OFFSET + MORE);
        }
    }

    @Test
    void pollsOfOneTopic() {
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
        forget();
        assertThat(kaska.poll()).isEmpty();
        assertAtMost(ID + OFFSET + FETCH_LIMITS + MORE, MORE);
        for (int size : new int[] {1, 100, 100_000, 3_000_000}) {
            kaska.send("t", Payloads.random(1, size));
            forget();
            assertThat(kaska.poll()).isPresent();
            assertAtMost(ID + OFFSET + FETCH_LIMITS + MORE, ID + COUNT + OFFSET + TIMESTAMP + SIZE + size + MORE);
        }
    }

    @Test
    void pollsOfABatch() {
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            messages.add(Payloads.buffer("ten bytes."));
        }
        kaska.send("t", messages);
        forget();
        assertThat(kaska.poll(1_000, Duration.ZERO)).hasSize(1_000);
        int response = ID + COUNT + OFFSET + TIMESTAMP + 1_000 * (SIZE + 10);
        assertAtMost(ID + OFFSET + FETCH_LIMITS + MORE, response + MORE);
    }

    /** Each was appended alone, and says so: its offset, its time, its count, and the two places it lies between. */
    @Test
    void pollsOfMessagesThatWereSentOneByOne() {
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
        for (int i = 0; i < 100; i++) {
            kaska.send("t", Payloads.bytes("ten bytes."));
        }
        forget();
        assertThat(kaska.poll(100, Duration.ZERO)).hasSize(100);
        int response = ID + SIZE + 100 * (OFFSET + TIMESTAMP + COUNT + 2 * SIZE + 10);
        assertAtMost(ID + OFFSET + FETCH_LIMITS + MORE, response + MORE);
    }

    @Test
    void pollsOfManyTopicsAskOnce() {
        int count = 100;
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            topics.add("topic" + i);
            kaska.createTopic("topic" + i);
        }
        kaska.subscribe(topics);
        forget();
        assertThat(kaska.poll()).isEmpty();
        assertAtMost(FETCH_LIMITS + COUNT + count * (ID + OFFSET + MORE_PER_TOPIC) + MORE, MORE);

        topics.forEach(topic -> kaska.send(topic, Payloads.bytes("ten bytes.")));
        forget();
        List<Message> messages = kaska.poll(count, Duration.ZERO);
        assertThat(messages).hasSize(count);
        int perTopic = ID + COUNT + OFFSET + TIMESTAMP + SIZE + 10 + MORE_PER_TOPIC;
        assertAtMost(FETCH_LIMITS + COUNT + count * (ID + OFFSET + MORE_PER_TOPIC) + MORE, count * perTopic + MORE);
    }

    @Test
    void localOperationsSayNothing() {
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
        forget();
        kaska.seek("t", 5);
        kaska.position("t");
        kaska.unsubscribe();
        assertThat(kaska.send("t", new byte[0])).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(kaska.send("t", List.of())).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(proxy.takeFromClients()).isEmpty();
        assertThat(proxy.takeFromBroker()).isEmpty();
    }

    @Test
    void whatWasReadAheadIsNotAskedForAgain() {
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
        for (int i = 0; i < 100; i++) {
            kaska.send("t", Payloads.bytes("m" + i));
        }
        forget();
        for (int i = 0; i < 100; i++) {
            assertThat(kaska.poll()).isPresent();
        }
        assertThat(proxy.takeFromClients().length)
                .as("requests for 100 polls")
                .isLessThan(10 * (ID + OFFSET + FETCH_LIMITS + MORE));
    }

    @Test
    void whatIsReadAheadIsBoundedInBytesAndInMessages() {
        int size = 100_000;
        kaska.createTopic("t");
        for (int i = 0; i < 100; i++) {
            kaska.send("t", Payloads.random(i, size));
        }
        assertReadAtMost(4 * size, Kaska.builder().readAhead(4L * size));
        assertReadAtMost(size, Kaska.builder().readAhead(1));
        assertReadAtMost(3 * size, Kaska.builder().readAheadMessages(3));
    }

    /** Ten polls one after the other: never more than the bound comes over the wire and waits to be polled. */
    private void assertReadAtMost(int bound, KaskaBuilder builder) {
        try (Kaska reader = builder.address("127.0.0.1", proxy.port()).build()) {
            reader.subscribe(List.of("t"));
            reader.seek("t", 0);
            forget();
            long received = 0;
            for (int polled = 1; polled <= 10; polled++) {
                Message message = reader.poll().orElseThrow();
                assertThat(message.offset()).isEqualTo(polled - 1);
                received += proxy.takeFromBroker().length;
                assertThat(received - 100_000L * polled).as("read ahead").isLessThanOrEqualTo(bound + 10_000);
            }
        }
    }

    @Test
    void seekDropsWhatWasReadAhead() {
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
        for (int i = 0; i < 10; i++) {
            kaska.send("t", Payloads.bytes("m" + i));
        }
        assertThat(kaska.poll()).isPresent();
        forget();
        kaska.seek("t", 1);
        assertThat(kaska.poll().orElseThrow().offset()).isEqualTo(1);
        assertThat(proxy.takeFromClients()).as("it was asked for anew").isNotEmpty();
    }

    @Test
    void aNameCrossesTheWireOnceForEachConnection() throws IOException {
        String own = "made-by-this-client-" + "x".repeat(500);
        String others = "made-by-another-" + "y".repeat(500);
        try (Kaska other = broker.connect()) {
            other.createTopic(others);
        }
        kaska.createTopic(own);
        for (int i = 0; i < 10; i++) {
            useEverything(own);
            useEverything(others);
        }
        byte[] fromClient = proxy.takeFromClients();
        byte[] fromBroker = proxy.takeFromBroker();
        for (String name : List.of(own, others)) {
            assertThat(occurrences(fromClient, name)).isEqualTo(1);
            assertThat(occurrences(fromBroker, name)).isZero();
        }
        proxy.cut();
        reconnect(own);
        useEverything(own);
        useEverything(own);
        assertThat(occurrences(proxy.takeFromClients(), own))
                .as("on the new connection")
                .isBetween(1, 2);
    }

    private void useEverything(String topic) {
        kaska.send(topic, Payloads.bytes("m"));
        kaska.send(topic, List.of(Payloads.buffer("m"), Payloads.buffer("m")));
        assertThat(kaska.sendAsync(topic, Payloads.buffer("m")).join()).isNotNegative();
        kaska.messageLength(topic, 0);
        kaska.endOffset(topic);
        kaska.commit("me", topic, 1);
        kaska.committed("me", topic);
        kaska.subscribe(List.of(topic));
        kaska.seek(topic, 0);
        assertThat(kaska.poll()).isPresent();
        assertThat(kaska.poll(10, Duration.ofMillis(1))).isNotEmpty();
        kaska.unsubscribe();
    }

    private void reconnect(String topic) {
        try {
            kaska.endOffset(topic);
        } catch (KaskaConnectionException e) {
            kaska.endOffset(topic);
        }
    }

    private static int occurrences(byte[] in, String name) {
        byte[] wanted = name.getBytes(UTF_8);
        int count = 0;
        for (int i = 0; i + wanted.length <= in.length; i++) {
            if (ByteBuffer.wrap(in, i, wanted.length).equals(ByteBuffer.wrap(wanted))) {
                count++;
            }
        }
        return count;
    }

    @Test
    void aLongPollWithADeletedTopicInItsRingDoesNotAskAllTheTime() {
        kaska.createTopic("dead");
        kaska.createTopic("alive");
        kaska.subscribe(List.of("dead", "alive"));
        kaska.deleteTopic("dead");
        forget();
        assertThat(kaska.poll(10, Duration.ofSeconds(1))).isEmpty();
        assertThat(proxy.takeFromClients().length)
                .as("bytes asked in one second")
                .isLessThan(100 * 100);
    }
}
