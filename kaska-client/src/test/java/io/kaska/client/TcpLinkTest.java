package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.Message;
import io.kaska.MessageTooLargeException;
import io.kaska.NoCommittedOffsetException;
import io.kaska.TopicExistsException;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operations over a socket, against a small broker that keeps count of what it is asked. */
@Timeout(60)
class TcpLinkTest {
    private final MemoryScript script = new MemoryScript();
    private FakeBroker broker;
    private Kaska kaska;

    @BeforeEach
    void start() throws Exception {
        broker = new FakeBroker(script);
        kaska = broker.client().build();
    }

    @AfterEach
    void stop() throws Exception {
        kaska.close();
        broker.close();
        assertThat(broker.problems).isEmpty();
    }

    @Test
    void doesEveryOperation() {
        kaska.createTopic("a");
        kaska.createTopic("b");
        assertThat(kaska.topics()).containsExactly("a", "b");
        assertThat(kaska.topicCount()).isEqualTo(2);
        assertThat(kaska.send("a", bytes("one"))).isZero();
        assertThat(kaska.send("a", List.of(bytes("two"), bytes("three")))).isEqualTo(1);
        assertThat(kaska.endOffset("a")).isEqualTo(3);
        assertThat(kaska.messageLength("a", 2)).isEqualTo(5);
        assertThat(kaska.messageLength("a", 3)).isZero();
        assertThat(kaska.messageLength("a", -1)).isZero();
        assertThat(kaska.earliestOffset("a")).isZero();
        assertThat(kaska.offsetForTime("a", Instant.ofEpochMilli(1_002))).hasValue(2);
        assertThat(kaska.offsetForTime("a", Instant.ofEpochMilli(1_003))).isEmpty();
        assertThat(kaska.trimTopic("a", 1)).isEqualTo(1);
        assertThat(kaska.earliestOffset("a")).isEqualTo(1);
        assertThatThrownBy(() -> kaska.committed("me", "a")).isInstanceOf(NoCommittedOffsetException.class);
        kaska.commit("me", "a", 2);
        assertThat(kaska.committed("me", "a")).isEqualTo(2);
        assertThat(kaska.subscribe(List.of("a", "nothing", "b", "a"))).isEqualTo(2);
        kaska.seek("a", 1);
        List<Message> messages = kaska.poll(10, Duration.ZERO);
        assertThat(messages).extracting(TcpLinkTest::text).containsExactly("two", "three");
        assertThat(messages.get(0).payload().isReadOnly()).isTrue();
        assertThat(messages.get(0).payload().isDirect()).isTrue();
        kaska.deleteTopic("a");
        assertThat(kaska.poll()).isEmpty();
        assertThat(kaska.topics()).containsExactly("b");
        assertThatThrownBy(() -> kaska.messageLength("a", -1)).isInstanceOf(UnknownTopicException.class);
    }

    @Test
    void sendsEachNameOncePerConnection() {
        kaska.createTopic("a");
        script.create("b");
        for (int i = 0; i < 5; i++) {
            kaska.send("a", bytes("x"));
            kaska.send("b", bytes("x"));
            assertThat(kaska.endOffset("b")).isEqualTo(i + 1);
            assertThatThrownBy(() -> kaska.createTopic("a")).isInstanceOf(TopicExistsException.class);
            assertThatThrownBy(() -> kaska.createTopic("b")).isInstanceOf(TopicExistsException.class);
        }
        assertThat(script.count(Operation.CREATE_TOPIC)).isEqualTo(1);
        assertThat(script.count(Operation.RESOLVE_TOPIC)).isEqualTo(1);
        assertThat(broker.connections()).isEqualTo(1);
    }

    @Test
    void keepsNothingOfATopicThatItDeleted() {
        for (int i = 0; i < 3; i++) {
            kaska.createTopic("a");
            kaska.deleteTopic("a");
        }
        assertThat(script.count(Operation.END_OFFSET))
                .as("questions whether an old id still lives")
                .isZero();
        assertThat(script.count(Operation.CREATE_TOPIC)).isEqualTo(3);
    }

    @Test
    void learnsTheIdOfATopicThatExistedFromTheRefusalToMakeIt() {
        script.create("a");
        assertThatThrownBy(() -> kaska.createTopic("a")).isInstanceOf(TopicExistsException.class);
        kaska.send("a", bytes("x"));
        assertThat(script.count(Operation.RESOLVE_TOPIC)).isZero();
    }

    @Test
    void findsATopicThatOthersDeletedAndMadeAnew() {
        kaska.createTopic("a");
        kaska.send("a", bytes("x"));
        kaska.subscribe(List.of("a"));
        kaska.seek("a", 0);
        script.delete("a");
        assertThatThrownBy(() -> kaska.send("a", bytes("x")))
                .isInstanceOf(UnknownTopicException.class)
                .hasMessageContaining("\"a\"");
        assertThat(kaska.poll()).isEmpty();
        script.create("a");
        assertThat(kaska.send("a", bytes("y"))).isZero();
        script.delete("a");
        script.create("a");
        assertThat(kaska.send("a", bytes("z"))).isZero();
        script.delete("a");
        script.create("a");
        kaska.createTopic("other");
        assertThat(kaska.endOffset("a")).isZero();
        assertThat(text(pollAfterSendByAnother())).isEqualTo("w");
    }

    private Message pollAfterSendByAnother() {
        script.delete("a");
        script.create("a");
        try (Kaska another = broker.client().build()) {
            another.send("a", bytes("w"));
        }
        return kaska.poll().orElseThrow();
    }

    @Test
    void makesATopicAnewThatOthersDeleted() {
        kaska.createTopic("a");
        script.delete("a");
        kaska.createTopic("a");
        assertThat(kaska.topics()).containsExactly("a");
    }

    @Test
    void refusesATooLargeMessageWithoutSendingIt() {
        kaska.createTopic("a");
        ByteBuffer large = ByteBuffer.allocateDirect(FakeBroker.MAX_MESSAGE_SIZE + 1);
        assertThatThrownBy(() -> kaska.send("a", large))
                .isInstanceOf(MessageTooLargeException.class)
                .hasMessageContaining(String.valueOf(FakeBroker.MAX_MESSAGE_SIZE));
        assertThat(script.count(Operation.SEND)).isZero();
        assertThat(kaska.send("a", large.limit(FakeBroker.MAX_MESSAGE_SIZE))).isZero();
    }

    @Test
    void leavesTheBuffersOfASendAsTheyWere() {
        kaska.createTopic("a");
        ByteBuffer heap = ByteBuffer.wrap("..heap..".getBytes(StandardCharsets.UTF_8))
                .position(2)
                .limit(6);
        ByteBuffer direct = ByteBuffer.allocateDirect(8)
                .put("-direct-".getBytes(StandardCharsets.UTF_8))
                .flip();
        kaska.send("a", heap);
        kaska.send("a", List.of(heap, direct.asReadOnlyBuffer(), heap));
        assertThat(heap.position()).isEqualTo(2);
        assertThat(heap.limit()).isEqualTo(6);
        assertThat(direct.remaining()).isEqualTo(8);
        kaska.subscribe(List.of("a"));
        kaska.seek("a", 0);
        assertThat(kaska.poll(9, Duration.ZERO))
                .extracting(TcpLinkTest::text)
                .containsExactly("heap", "heap", "-direct-", "heap");
    }

    @Test
    void sendsBatchesOfEveryShape() {
        kaska.createTopic("a");
        kaska.subscribe(List.of("a"));
        int[][] shapes = {{1, 2}, {3_000, 5}, {3_000, 300}, {1_022, 700}, {1_023, 900}, {1_024, 900}, {20, 40_000}};
        for (int[] shape : shapes) {
            for (boolean direct : new boolean[] {true, false}) {
                sendAndPoll(shape[0], shape[1], direct);
            }
        }
    }

    private void sendAndPoll(int count, int size, boolean direct) {
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer message = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
            while (message.hasRemaining()) {
                message.put((byte) (i + message.position()));
            }
            messages.add(message.flip());
        }
        kaska.send("a", messages);
        List<ByteBuffer> polled = new ArrayList<>();
        while (polled.size() < count) {
            kaska.poll(count - polled.size(), Duration.ofSeconds(1)).forEach(message -> polled.add(message.payload()));
        }
        assertThat(polled).isEqualTo(messages);
    }

    @Test
    void asksForManyEndOffsetsInOneGo() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1_700; i++) {
            names.add("t" + i);
            if (i % 3 != 0) {
                script.create("t" + i);
            }
        }
        assertThat(kaska.subscribe(names)).isEqualTo(1_133);
        kaska.unsubscribe();
        assertThat(kaska.subscribe(names)).isEqualTo(1_133);
        assertThat(script.count(Operation.END_OFFSET)).isEqualTo(1_133);
    }

    @Test
    void asksForAllSubscribedTopicsInOneRequest() {
        for (int i = 0; i < 2_000; i++) {
            script.create("t" + i);
        }
        assertThat(kaska.subscribe(kaska.topics())).isEqualTo(2_000);
        kaska.send("t1999", bytes("last"));
        assertThat(text(kaska.poll().orElseThrow())).isEqualTo("last");
        assertThat(script.count(Operation.FETCH)).isEqualTo(1);
    }

    @Test
    void keepsItsSubscriptionWhenTheConnectionIsMadeAnew() throws Exception {
        MemoryScript memory = new MemoryScript();
        try (FakeBroker breaking = new FakeBroker(memory);
                Kaska client = breaking.client().build()) {
            client.createTopic("a");
            client.subscribe(List.of("a"));
            client.send("a", bytes("one"));
            breaking.disconnectAll();
            Thread.sleep(20); // a connection in use within the last millisecond is not asked whether it lives
            assertThat(text(client.poll().orElseThrow())).isEqualTo("one");
            assertThat(client.position("a")).isEqualTo(1);
            assertThat(breaking.connections()).isEqualTo(2);
        }
    }

    @Test
    void tellsWhetherABrokenSendMayHaveBeenCarriedOut() throws Exception {
        try (FakeBroker breaking = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.answerResolved(1, 0);
                    if (peer.number == 1) {
                        peer.request();
                    } else {
                        peer.request();
                        peer.answerLong(5);
                        peer.awaitClose();
                    }
                });
                Kaska client = breaking.client().build()) {
            assertThatThrownBy(() -> client.send("a", bytes("x")))
                    .isInstanceOfSatisfying(
                            KaskaConnectionException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());
            assertThat(client.send("a", bytes("x"))).isEqualTo(5);
        }
    }

    @Test
    void givesTheBrokersReasonForAnError() throws Exception {
        try (FakeBroker refusing = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.error(Status.STORAGE_FULL, 10, "all 10 bytes are taken");
                    peer.request();
                    peer.answer(99, 0, ByteBuffer.allocate(8));
                    peer.request();
                    peer.answer(ByteBuffer.allocate(4).putInt(3).flip());
                    peer.awaitClose();
                });
                Kaska client = refusing.client().build()) {
            assertThatThrownBy(() -> client.createTopic("a"))
                    .isInstanceOf(io.kaska.StorageFullException.class)
                    .hasMessageContaining("all 10 bytes are taken");
            assertThatThrownBy(client::topicCount).hasMessageContaining("status 99");
            assertThat(client.topicCount()).isEqualTo(3);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Message message) {
        return StandardCharsets.UTF_8.decode(message.payload()).toString();
    }
}
