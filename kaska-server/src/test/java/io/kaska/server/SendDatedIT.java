package io.kaska.server;

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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that bring their offsets and times from elsewhere, in memory and on disk. */
class SendDatedIT {
    private static final byte[] NO_PAYLOAD = {0, 0, 0, 5, 0, 0, 0, 2, 'k'};
    private static final byte[] PAYLOAD = {0, 0, 0, 4, 0, 0, 0, 0, 'p'};

    @TempDir
    private Path folder = Path.of("");

    private static byte[] dated(int topic, long offset, long millis, byte[]... messages) {
        ByteBuffer body = ByteBuffer.allocate(200).putLong(offset).putLong(millis);
        int end = 0;
        for (byte[] message : messages) {
            end += message.length;
            body.putInt(end);
        }
        for (byte[] message : messages) {
            body.put(message);
        }
        byte[] bytes = new byte[body.flip().remaining()];
        body.get(bytes);
        return RawClient.request(
                new RequestHeader(Operation.SEND_DATED.code(), MessageHead.FLAG, topic, bytes.length, messages.length),
                bytes);
    }

    private static void assertRefused(RawClient peer, byte[] request, String text) throws IOException {
        RawClient.Response response = peer.ask(request);
        assertThat(Status.ofCode(response.status())).isEqualTo(Status.INVALID_REQUEST);
        assertThat(ErrorBody.get(response.bytes()).text()).contains(text);
    }

    private static void exercise(int port) throws IOException {
        try (RawClient peer = RawClient.greeted(port)) {
            int topic = peer.createTopic("dated");
            assertThat(peer.ask(dated(topic, 0, 1_000, NO_PAYLOAD, PAYLOAD))
                            .bytes()
                            .getLong())
                    .isZero();
            assertThat(peer.ask(dated(topic, 2, 1_000, PAYLOAD)).bytes().getLong())
                    .isEqualTo(2);
            assertRefused(peer, dated(topic, 2, 1_000, PAYLOAD), "goes on with offset 3");
            assertRefused(peer, dated(topic, 4, 1_000, PAYLOAD), "goes on with offset 3");
            assertRefused(peer, dated(topic, 3, 999, PAYLOAD), "never go back");
            assertRefused(peer, dated(topic, -1, 2_000, PAYLOAD), "negative");
            assertRefused(peer, dated(topic, 3, -1, PAYLOAD), "negative");
            assertRefused(
                    peer,
                    RawClient.request(Operation.SEND_DATED, topic, 1, new byte[15]),
                    "take 16 bytes, but this request has 15");
            assertThat(peer.endOffset(topic)).as("nothing was appended").isEqualTo(3);
            assertThat(peer.ask(dated(topic, 3, 5_000, PAYLOAD)).bytes().getLong())
                    .isEqualTo(3);
            assertThat(peer.send(topic, Payloads.bytes("new"))).isEqualTo(4);
        }
    }

    private static void check(Kaska kaska) {
        kaska.subscribe(List.of("dated"));
        kaska.seek("dated", 0);
        List<Message> messages = new ArrayList<>();
        while (messages.size() < 5) {
            messages.addAll(kaska.poll(10, Duration.ofSeconds(5)));
        }
        assertThat(messages.subList(0, 4))
                .extracting(message -> message.timestamp().toEpochMilli())
                .containsExactly(1_000L, 1_000L, 1_000L, 5_000L);
        assertThat(messages.get(4).timestamp()).isAfter(Instant.now().minusSeconds(600));
        assertThat(messages.get(0).payload().hasRemaining()).isFalse();
        assertThat(messages.get(0).key()).isEqualTo(Optional.of(ByteBuffer.wrap(new byte[] {'k'})));
        assertThat(messages.get(1).key()).isEmpty();
        assertThat(kaska.messageLength("dated", 0)).isZero();
        assertThat(kaska.messageLength("dated", 1)).isEqualTo(1);
        assertThat(kaska.offsetForTime("dated", Instant.ofEpochMilli(1_001))).isEqualTo(OptionalLong.of(3));
    }

    @Test
    void inMemory() throws IOException {
        try (KaskaBroker broker =
                        KaskaBroker.builder().port(0).bind("127.0.0.1").start();
                Kaska kaska = broker.client()) {
            exercise(broker.port());
            check(kaska);
        }
    }

    @Test
    void onDiskAlsoAfterARestart() throws IOException {
        try (KaskaBroker broker = KaskaBroker.builder()
                        .port(0)
                        .bind("127.0.0.1")
                        .data(folder)
                        .start();
                Kaska kaska = Kaska.connect("127.0.0.1", broker.port())) {
            exercise(broker.port());
            check(kaska);
        }
        try (KaskaBroker broker = KaskaBroker.builder()
                        .port(0)
                        .bind("127.0.0.1")
                        .data(folder)
                        .start();
                Kaska kaska = broker.client()) {
            check(kaska);
        }
    }
}
