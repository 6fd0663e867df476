package io.kaska.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredMessageTest {
    private static ByteBuffer bytes(Object... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        for (Object part : parts) {
            if (part instanceof Integer number) {
                bytes.putInt(number);
            } else {
                bytes.put(part.toString().getBytes(UTF_8));
            }
        }
        return bytes.flip();
    }

    private static StoredMessage parsed(ByteBuffer body) {
        return Objects.requireNonNull(StoredMessage.of(3, 5, 1, body));
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.slice()).toString();
    }

    @Test
    void withoutTheFlagTheBodyIsThePayload() {
        StoredMessage message = Objects.requireNonNull(StoredMessage.of(3, 5, 0, bytes("hello")));
        assertThat(text(message.payload())).isEqualTo("hello");
        assertThat(message.key()).isEmpty();
        assertThat(message.timestamp().toEpochMilli()).isEqualTo(5);
    }

    @Test
    void aHeadHasKeyAndHeaders() {
        StoredMessage message =
                parsed(bytes(4 + 3 + 4 + 1 + 4 + 2 + 4 + 2 + 4, 4, "key", 1, "a", 2, "vv", 2, "bb", 0, "payload"));
        assertThat(message.key().map(StoredMessageTest::text)).contains("key");
        assertThat(message.headers()).hasSize(2);
        assertThat(text(message.headers().getFirst().name())).isEqualTo("a");
        assertThat(text(message.headers().getFirst().value())).isEqualTo("vv");
        assertThat(text(message.headers().getLast().name())).isEqualTo("bb");
        assertThat(message.headers().getLast().value().remaining()).isZero();
        assertThat(text(message.payload())).isEqualTo("payload");
    }

    @Test
    void noKeyIsNotAnEmptyKey() {
        assertThat(parsed(bytes(4, 0, "p")).key()).isEmpty();
        assertThat(parsed(bytes(4, 1, "p")).key())
                .hasValueSatisfying(key -> assertThat(key.remaining()).isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 100, Integer.MAX_VALUE})
    void aHeadOfAWrongSizeIsNone(int size) {
        assertThat(StoredMessage.of(0, 0, 1, bytes(size, 0, "p"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 7, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aKeyOfAWrongSizeIsNone(int size) {
        assertThat(StoredMessage.of(0, 0, 1, bytes(8, size, "kkkk", "p"))).isNull();
    }

    @Test
    void aHeaderThatPassesTheHeadIsNone() {
        assertThat(StoredMessage.of(0, 0, 1, bytes(4 + 4 + 1 + 4, 0, 1, "a", 1, "p")))
                .isNull();
        assertThat(StoredMessage.of(0, 0, 1, bytes(4 + 4 + 1, 0, 1, "a", "p"))).isNull();
        assertThat(StoredMessage.of(0, 0, 1, bytes())).isNull();
    }
}
