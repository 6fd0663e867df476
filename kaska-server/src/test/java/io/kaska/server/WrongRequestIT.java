package io.kaska.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.acceptance.Payloads;
import io.kaska.protocol.ErrorBody;
import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are whole, and wrong: each is answered with its error, and the stream stays in step. */
class WrongRequestIT {
    private static final int MAX_MESSAGE_SIZE = 1 << 20;
    private static final RunningBroker BROKER = new RunningBroker(builder -> builder.maxMessageSize(MAX_MESSAGE_SIZE));
    private static int topics;

    private Witness witness;
    private RawClient peer;
    private int topic;
    private long end;

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @BeforeEach
    void connect() throws IOException {
        witness = new Witness(BROKER.port());
        peer = RawClient.greeted(BROKER.port());
        topic = peer.createTopic("wrong-" + ++topics);
    }

    @AfterEach
    void inStepToTheEnd() {
        Closing.all(this::assertInStep, witness::assertUndisturbed, peer, witness);
    }

    private void assertInStep() throws IOException {
        assertThat(peer.send(topic, Payloads.bytes("in step"))).isEqualTo(end++);
        assertThat(peer.endOffset(topic)).isEqualTo(end);
    }

    private void assertRefused(byte[] request, Status status) throws IOException {
        RawClient.Response response = peer.ask(request);
        ErrorBody error = ErrorBody.get(response.bytes());
        assertThat(Status.ofCode(response.status())).as(error.text()).isEqualTo(status);
        assertThat(error.text()).isNotBlank();
        assertThat(error.text().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(ErrorBody.MAX_TEXT_SIZE);
        assertInStep();
    }

    @Test
    void unknownOperations() throws IOException {
        for (int operation : new int[] {0, 15, 20, 21, 127, 128, 255}) {
            for (int size : new int[] {0, 1, 500, 70_000}) {
                RequestHeader header = new RequestHeader(operation, 0, topic, size, 1);
                assertRefused(RawClient.request(header, new byte[size]), Status.UNKNOWN_OPERATION);
            }
        }
    }

    @Test
    void unknownFlags() throws IOException {
        for (Operation operation : Operation.values()) {
            for (int flags : new int[] {operation.flags() == 0 ? 1 : 2, 3, 128, 255}) {
                RequestHeader header = new RequestHeader(operation.code(), flags, topic, 12, 1);
                assertRefused(RawClient.request(header, new byte[12]), Status.INVALID_REQUEST);
            }
        }
    }

    @Test
    void retentionsThatAreNone() throws IOException {
        for (int size : new int[] {1, 8, 15, 17, 24, 500}) {
            assertRefused(RawClient.request(Operation.RETENTION, topic, 0, new byte[size]), Status.INVALID_REQUEST);
        }
        for (long[] numbers : new long[][] {{-1, 5}, {5, -1}, {Long.MIN_VALUE, Long.MIN_VALUE}}) {
            byte[] body = ByteBuffer.allocate(16)
                    .putLong(numbers[0])
                    .putLong(numbers[1])
                    .array();
            assertRefused(RawClient.request(Operation.RETENTION, topic, 0, body), Status.INVALID_REQUEST);
        }
        assertRefused(RawClient.request(Operation.RETENTION, topic + 1_000, 0, new byte[0]), Status.UNKNOWN_TOPIC);
        assertRefused(RawClient.request(Operation.RETENTION, topic + 1_000, 0, new byte[16]), Status.UNKNOWN_TOPIC);
    }

    @Test
    void badTopicNames() throws IOException {
        for (byte[] name : badNames()) {
            assertRefused(RawClient.request(Operation.CREATE_TOPIC, 0, 0, name), Status.INVALID_NAME);
            assertRefused(RawClient.request(Operation.RESOLVE_TOPIC, 0, 0, name), Status.INVALID_NAME);
        }
    }

    @Test
    void badClientNames() throws IOException {
        for (byte[] name : badNames()) {
            byte[] commit = ByteBuffer.allocate(Long.BYTES + name.length)
                    .putLong(5)
                    .put(name)
                    .array();
            assertRefused(RawClient.request(Operation.COMMIT, topic, 0, commit), Status.INVALID_NAME);
            assertRefused(RawClient.request(Operation.COMMITTED, topic, 0, name), Status.INVALID_NAME);
        }
    }

    private static List<byte[]> badNames() {
        return List.of(
                new byte[0],
                new byte[] {0},
                new byte[] {'a', 0},
                new byte[] {'a', 0, 'b'},
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0x80},
                new byte[] {'a', (byte) 0xC3}, // breaks off
                new byte[] {(byte) 0xC0, (byte) 0xAF}, // a slash, overlong
                new byte[] {(byte) 0xC0, (byte) 0x80}, // a NUL, overlong
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
                new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // past the last character
                "x".repeat(65_535).getBytes(UTF_8),
                "x".repeat(200_000).getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7FFF_0000})
    void topicIdsThatWereNeverGiven(int id) throws IOException {
        byte[] none = new byte[0];
        assertRefused(RawClient.request(Operation.DELETE_TOPIC, id, 0, none), Status.UNKNOWN_TOPIC);
        assertRefused(RawClient.request(Operation.SEND, id, 0, new byte[9]), Status.UNKNOWN_TOPIC);
        assertRefused(RawClient.request(Operation.SEND, id, 0, new byte[100_000]), Status.UNKNOWN_TOPIC);
        assertRefused(RawClient.request(Operation.SEND_BATCH, id, 1, new byte[] {0, 0, 0, 1, 7}), Status.UNKNOWN_TOPIC);
        assertRefused(RawClient.request(Operation.MESSAGE_LENGTH, id, 0, new byte[8]), Status.UNKNOWN_TOPIC);
        assertRefused(RawClient.request(Operation.END_OFFSET, id, 0, none), Status.UNKNOWN_TOPIC);
        byte[] commit = {0, 0, 0, 0, 0, 0, 0, 1, 'm', 'e'};
        assertRefused(RawClient.request(Operation.COMMIT, id, 0, commit), Status.UNKNOWN_TOPIC);
        assertRefused(RawClient.request(Operation.COMMITTED, id, 0, new byte[] {'m', 'e'}), Status.UNKNOWN_TOPIC);
        FetchResponse.Section section = only(peer.ask(RawClient.fetch(id, 0, 100, 1, 0)));
        assertThat(section.unknownTopic()).isTrue();
        assertThat(section.runs()).isEmpty();
    }

    private static FetchResponse.Section only(RawClient.Response response) {
        assertThat(response.status()).isZero();
        FetchResponse fetched = response.fetched(1);
        assertThat(fetched.sections()).hasSize(1);
        return fetched.sections().get(0);
    }

    @Test
    void aDeadIdIsUnknownAndNeverUsedAgain() throws IOException {
        int dead = peer.createTopic("dies");
        assertThat(peer.ask(RawClient.request(Operation.DELETE_TOPIC, dead, 0, new byte[0]))
                        .status())
                .isZero();
        assertRefused(RawClient.request(Operation.END_OFFSET, dead, 0, new byte[0]), Status.UNKNOWN_TOPIC);
        assertThat(peer.createTopic("dies")).isNotEqualTo(dead);
        assertRefused(RawClient.request(Operation.SEND, dead, 0, new byte[5]), Status.UNKNOWN_TOPIC);
    }

    @Test
    void bodiesOfTheWrongSize() throws IOException {
        for (int size : new int[] {1, 3, 7, 9, 300}) {
            byte[] body = new byte[size];
            for (Operation operation : List.of(
                    Operation.DELETE_TOPIC,
                    Operation.COUNT_TOPICS,
                    Operation.LIST_TOPICS,
                    Operation.MESSAGE_LENGTH,
                    Operation.END_OFFSET)) {
                assertRefused(RawClient.request(operation, topic, 0, body), Status.INVALID_REQUEST);
            }
        }
        assertRefused(RawClient.request(Operation.SEND, topic, 0, new byte[0]), Status.INVALID_REQUEST);
        assertRefused(RawClient.request(Operation.LIST_CLIENTS, 0, 0, new byte[] {'a', 0}), Status.INVALID_NAME);
        assertRefused(RawClient.request(Operation.LIST_CLIENTS, 0, 0, new byte[65_535]), Status.INVALID_NAME);
        assertRefused(RawClient.request(Operation.COMMIT, topic, 0, new byte[7]), Status.INVALID_REQUEST);
    }

    @Test
    void aNegativeOffsetToCommit() throws IOException {
        byte[] body = ByteBuffer.allocate(10)
                .putLong(-5)
                .put((byte) 'm')
                .put((byte) 'e')
                .array();
        assertRefused(RawClient.request(Operation.COMMIT, topic, 0, body), Status.INVALID_REQUEST);
        byte[] me = {'m', 'e'};
        assertRefused(RawClient.request(Operation.COMMITTED, topic, 0, me), Status.NO_COMMITTED_OFFSET);
    }

    @Test
    void aMessageOverTheLimit() throws IOException {
        byte[] tooLarge = new byte[MAX_MESSAGE_SIZE + 1];
        assertRefused(RawClient.request(Operation.SEND, topic, 0, tooLarge), Status.MESSAGE_TOO_LARGE);
        ByteBuffer batch = ByteBuffer.allocate(4 + tooLarge.length).putInt(tooLarge.length);
        assertRefused(RawClient.request(Operation.SEND_BATCH, topic, 1, batch.array()), Status.MESSAGE_TOO_LARGE);
        RawClient.Response refused = peer.ask(RawClient.request(Operation.SEND, topic, 0, tooLarge));
        assertThat(ErrorBody.get(refused.bytes()).value()).as("the limit").isEqualTo(MAX_MESSAGE_SIZE);
        byte[] largest = new byte[MAX_MESSAGE_SIZE];
        assertThat(peer.send(topic, largest)).isEqualTo(end++);
    }

    @Test
    void batchesWhoseTablesLie() throws IOException {
        assertLieIsRefused(2, 5, 5, 10); // an empty message
        assertLieIsRefused(2, 6, 5, 10); // falling, and not the size
        assertLieIsRefused(3, 4, 3, 10, 10); // falling
        assertLieIsRefused(2, 0, 10, 10); // the first is empty
        assertLieIsRefused(2, 5, 9, 10); // shorter than the bodies
        assertLieIsRefused(2, 5, 11, 10); // longer than the bodies
        assertLieIsRefused(2, 5, -10, 10);
        assertLieIsRefused(2, -5, 10, 10);
        assertLieIsRefused(2, Integer.MIN_VALUE, 10, 10);
        assertLieIsRefused(3, 5, Integer.MAX_VALUE, 10, 10);
        assertLieIsRefused(1, 0, 10);
        assertLieIsRefused(1, Integer.MAX_VALUE, 10);
    }

    /** @param endsAndSize where each message claims to end, then how many bytes of bodies there are */
    private void assertLieIsRefused(int count, int... endsAndSize) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(count * Integer.BYTES + endsAndSize[count]);
        for (int i = 0; i < count; i++) {
            body.putInt(endsAndSize[i]);
        }
        assertRefused(RawClient.request(Operation.SEND_BATCH, topic, count, body.array()), Status.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 0x40000000, 0x7FFFFFFF, 0x00FFFFFF, 0x01000000, Integer.MIN_VALUE})
    void batchesWhoseCountLies(int count) throws IOException {
        byte[] oneMessage = {0, 0, 0, 4, 1, 2, 3, 4};
        assertRefused(RawClient.request(Operation.SEND_BATCH, topic, count, oneMessage), Status.INVALID_REQUEST);
    }

    @Test
    void aLongBatchWhoseLastEndLies() throws IOException {
        int count = 50_000;
        ByteBuffer body = ByteBuffer.allocate(count * 5);
        for (int i = 1; i <= count; i++) {
            body.putInt(i < count ? i : count + 1);
        }
        assertRefused(RawClient.request(Operation.SEND_BATCH, topic, count, body.array()), Status.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, -1, 0x15555556, Integer.MAX_VALUE, 1 << 24, (1 << 24) + 1})
    void fetchesWhoseCountLies(int count) throws IOException {
        byte[] forOne = new byte[FetchRequest.size(1)];
        ByteBuffer.wrap(forOne).putInt(100).putInt(1).putInt(0).putInt(topic);
        assertRefused(RawClient.request(Operation.FETCH, 0, count, forOne), Status.INVALID_REQUEST);
    }

    @Test
    void fetchesWithLimitsOutOfRange() throws IOException {
        for (int wrong : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertRefused(RawClient.fetch(topic, 0, wrong, 1, 0), Status.INVALID_REQUEST);
            assertRefused(RawClient.fetch(topic, 0, 100, wrong, 0), Status.INVALID_REQUEST);
        }
        assertRefused(RawClient.fetch(topic, 0, 100, 1, -1), Status.INVALID_REQUEST);
        assertRefused(RawClient.fetch(topic, -1, 100, 1, 0), Status.INVALID_REQUEST);
        assertRefused(RawClient.fetch(topic, Long.MIN_VALUE, 100, 1, 0), Status.INVALID_REQUEST);
    }

    @Test
    void fetchesWithTheLargestLimitsAreServed() throws IOException {
        peer.send(topic, Payloads.bytes("m"));
        end++;
        int most = Integer.MAX_VALUE;
        FetchResponse.Section section = only(peer.ask(RawClient.fetch(topic, 0, most, most, most)));
        assertThat(section.runs()).hasSize(1);
        RawClient.Response past = peer.ask(RawClient.fetch(topic, Long.MAX_VALUE, most, most, 1));
        assertThat(past.fetched(1).sections()).isEmpty();
    }

    @Test
    void aFetchOfOneTopicAHundredThousandTimesIsBounded() throws IOException {
        peer.send(topic, new byte[1_000]);
        end++;
        int count = 100_000;
        ByteBuffer body = ByteBuffer.allocate(FetchRequest.size(count));
        new FetchRequest(Integer.MAX_VALUE, Integer.MAX_VALUE, 0).put(body);
        for (int i = 0; i < count; i++) {
            body.putInt(topic).putLong(0);
        }
        RawClient.Response response = peer.ask(RawClient.request(Operation.FETCH, 0, count, body.array()));
        assertThat(response.status()).isZero();
        assertThat(response.body().remaining()).isLessThanOrEqualTo(Protocol.MAX_FETCH_SIZE + (2 << 20));
        FetchResponse fetched = response.fetched(count);
        assertThat(fetched.sections().size() == count || fetched.cut()).isTrue();
    }

    @Test
    void anAbsurdListCursor() throws IOException {
        for (int cursor : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1_000_000}) {
            byte[] body = ByteBuffer.allocate(4).putInt(cursor).array();
            RawClient.Response response = peer.ask(RawClient.request(Operation.LIST_TOPICS, 0, 0, body));
            assertThat(response.status()).isIn(Status.OK.code(), Status.INVALID_REQUEST.code());
            assertInStep();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, -16})
    void aNegativeSizeIsAnsweredAndThenTheConnectionEnds(int size) throws IOException {
        for (Operation operation : Operation.values()) {
            try (RawClient other = RawClient.greeted(BROKER.port())) {
                other.write(RawClient.request(new RequestHeader(operation, topic, size, 1), new byte[40]));
                Optional<RawClient.Response> response = other.readResponseOrEnd();
                assertThat(response)
                        .hasValueSatisfying(
                                answer -> assertThat(answer.status()).isEqualTo(Status.INVALID_REQUEST.code()));
                other.endOutput();
                assertThat(other.readToTheEnd()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 0x7FFF_0000, 1 << 30})
    void aHugeSizeIsAnsweredBeforeItsBytesCome(int size) throws IOException {
        for (Operation operation : Operation.values()) {
            try (RawClient other = RawClient.greeted(BROKER.port())) {
                other.write(RawClient.request(new RequestHeader(operation, topic, size, 1), new byte[40]));
                assertThat(other.readResponse().status()).as(operation.name()).isNotZero();
            }
        }
    }

    @Test
    void manyWrongRequestsInOneWriteAreAnsweredInTheirOrder() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            all.write(RawClient.request(new RequestHeader(200, 0, 0, i, 0), new byte[i]));
            all.write(RawClient.request(Operation.SEND, 0, 0, new byte[i + 1]));
            all.write(RawClient.request(Operation.CREATE_TOPIC, 0, 0, new byte[i]));
            all.write(RawClient.request(Operation.SEND, topic, 0, new byte[i + 1]));
        }
        peer.write(all.toByteArray());
        for (int i = 0; i < 200; i++) {
            assertThat(peer.readResponse().status()).isEqualTo(Status.UNKNOWN_OPERATION.code());
            assertThat(peer.readResponse().status()).isEqualTo(Status.UNKNOWN_TOPIC.code());
            assertThat(peer.readResponse().status()).isEqualTo(Status.INVALID_NAME.code());
            assertThat(peer.readResponse().bytes().getLong()).isEqualTo(end++);
        }
    }
}
