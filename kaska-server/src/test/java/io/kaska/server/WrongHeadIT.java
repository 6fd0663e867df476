package io.kaska.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.ErrorBody;
import io.kaska.protocol.MessageHead;
import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Heads that are wrong, from a client of another make: refused, nothing is appended, and the connection lives. */
class WrongHeadIT {
    private static final RunningBroker BROKER = new RunningBroker(builder -> builder);
    private static int topics;

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
        peer = RawClient.greeted(BROKER.port());
        topic = peer.createTopic("heads-" + ++topics);
    }

    @AfterEach
    void disconnect() throws IOException {
        peer.close();
    }

    /** The bytes of a message from numbers of 4 bytes and texts. */
    private static byte[] bytes(Object... fields) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        for (Object field : fields) {
            if (field instanceof Integer number) {
                bytes.putInt(number);
            } else if (field instanceof byte[] raw) {
                bytes.put(raw);
            } else {
                bytes.put(field.toString().getBytes(UTF_8));
            }
        }
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        return written;
    }

    private static List<byte[]> wrong() {
        return List.of(
                bytes("x"),
                bytes(4, 0), // no payload
                bytes(4, 1), // an empty key and no payload
                bytes(0, "payload"),
                bytes(3, 0, "payload"),
                bytes(-1, 0, "payload"),
                bytes(Integer.MIN_VALUE, 0, "payload"),
                bytes(Integer.MAX_VALUE, 0, "payload"),
                bytes(11, 0, "payload"), // all of it is head
                bytes(4, 2, "payload"), // the key passes the head
                bytes(4, -1, "payload"),
                bytes(4, Integer.MAX_VALUE, "payload"),
                bytes(8, 0, 1, "payload"), // a header cut off
                bytes(12, 0, 0, 0, "payload"), // a name of no bytes
                bytes(13, 0, 1, "a", 1, "payload"), // a value that passes the head
                bytes(13, 0, 1, "a", -1, "payload"),
                bytes(13, 0, 2, "a", 0, "payload"), // a name that leaves no room for the value's size
                bytes(13, 0, -1, "a", 0, "payload"),
                bytes(13, 0, 65_535, "a", 0, "payload"),
                bytes(13, 0, 1, "\0", 0, "payload"),
                bytes(13, 0, 1, new byte[] {(byte) 0xFF}, 0, "payload"),
                bytes(14, 0, 2, new byte[] {(byte) 0xC0, (byte) 0x80}, 0, "payload"),
                bytes(15, 0, 3, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 0, "payload"),
                bytes(4 + 65_535 + 8, 0, 65_535, "x".repeat(65_535), 0, "payload"),
                bytes(22, 0, 1, "a", 0, 1, "a", 0, "payload"), // one name twice
                bytes(32, 0, 1, "a", 0, 1, "b", 1, "b", 1, "a", 0, "payload"));
    }

    private static byte[] flagged(Operation operation, int topicId, int count, byte[] body) {
        return RawClient.request(
                new RequestHeader(operation.code(), MessageHead.FLAG, topicId, body.length, count), body);
    }

    private static byte[] batch(byte[]... messages) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        int sum = 0;
        for (byte[] message : messages) {
            sum += message.length;
            bytes.putInt(sum);
        }
        for (byte[] message : messages) {
            bytes.put(message);
        }
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        return written;
    }

    private void assertRefused(byte[] request) throws IOException {
        RawClient.Response response = peer.ask(request);
        ErrorBody error = ErrorBody.get(response.bytes());
        assertThat(Status.ofCode(response.status())).as(error.text()).isEqualTo(Status.INVALID_REQUEST);
        assertThat(error.text()).startsWith("message ");
        assertThat(peer.send(topic, Payloads.bytes("in step"))).isEqualTo(end++);
        assertThat(peer.endOffset(topic)).as("nothing was appended").isEqualTo(end);
    }

    @Test
    void aMessageAlone() throws IOException {
        for (byte[] message : wrong()) {
            assertRefused(flagged(Operation.SEND, topic, 0, message));
        }
    }

    @Test
    void oneOfABatch() throws IOException {
        byte[] right = bytes(13, 0, 1, "a", 0, "payload");
        for (byte[] message : wrong()) {
            assertRefused(flagged(Operation.SEND_BATCH, topic, 1, batch(message)));
            assertRefused(flagged(Operation.SEND_BATCH, topic, 3, batch(right, message, right)));
            assertRefused(flagged(Operation.SEND_BATCH, topic, 2, batch(right, message)));
        }
    }

    @Test
    void whatIsRightIsTakenAsItIs() throws IOException {
        List<byte[]> right = new ArrayList<>();
        right.add(bytes(4, 0, "payload"));
        right.add(bytes(4, 1, "payload"));
        right.add(bytes(17, 3, "k\0", 1, "a", 2, "v\0", "payload"));
        for (byte[] message : right) {
            RawClient.Response response = peer.ask(flagged(Operation.SEND, topic, 0, message));
            assertThat(response.bytes().getLong()).isEqualTo(end++);
        }
        byte[] all = batch(right.get(0), right.get(1), right.get(2));
        assertThat(peer.ask(flagged(Operation.SEND_BATCH, topic, 3, all))
                        .bytes()
                        .getLong())
                .isEqualTo(end);
        try (Kaska kaska = BROKER.connect()) {
            kaska.subscribe(List.of("heads-" + topics));
            kaska.seek("heads-" + topics, 2);
            Message message = kaska.poll().orElseThrow();
            Payloads.assertSame(message.payload(), Payloads.bytes("payload"));
            Payloads.assertSame(message.key().orElseThrow(), Payloads.bytes("k\0"));
            assertThat(message.headers()).isEqualTo(Map.of("a", Payloads.buffer("v\0")));
        }
    }
}
