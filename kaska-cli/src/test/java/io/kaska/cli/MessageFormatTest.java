package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.broker.StoredMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageFormatTest {
    private static final StoredMessage MESSAGE = new StoredMessage(
            7,
            Instant.ofEpochMilli(1_000),
            Optional.of(utf8("k")),
            List.of(new StoredMessage.Header(utf8("a b"), utf8("v")), new StoredMessage.Header(utf8("c"), utf8(""))),
            utf8("hello"));

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void textHasKeyAndHeadersBeforeThePayload() {
        assertThat(MessageFormat.TEXT.show("t", MESSAGE))
                .isEqualTo("7 1970-01-01T00:00:01.000Z key=\"k\" \"a b\"=\"v\" \"c\"=\"\" \"hello\"\n");
        assertThat(MessageFormat.HEX.show("t", MESSAGE))
                .isEqualTo("7 1970-01-01T00:00:01.000Z key=6b \"a b\"=76 \"c\"= 68656c6c6f\n");
    }

    @Test
    void jsonHasKeyAndHeaders() {
        assertThat(MessageFormat.JSON.show("t", MESSAGE))
                .isEqualTo("{\"offset\":7,\"timestamp\":\"1970-01-01T00:00:01.000Z\",\"key\":{\"text\":\"k\"},"
                        + "\"headers\":[{\"name\":\"a b\",\"value\":{\"text\":\"v\"}},"
                        + "{\"name\":\"c\",\"value\":{\"text\":\"\"}}],\"payload\":{\"text\":\"hello\"}}\n");
    }

    @Test
    void aPersonSeesTheMessageAsInTheShell() {
        assertThat(MessageFormat.SCREEN.show("two words", MESSAGE).lines())
                .containsExactly(
                        "message \"two words\" 7 5",
                        "time 1970-01-01T00:00:01.000Z",
                        "key \"k\"",
                        "header \"a b\" \"v\"",
                        "header \"c\" \"\"",
                        "text \"hello\"",
                        "hex 00000000  68 65 6c 6c 6f                                    |hello|");
    }

    @Test
    void ofALongPayloadAPersonSeesTheBeginning() {
        var message = new StoredMessage(0, Instant.EPOCH, Optional.empty(), List.of(), ByteBuffer.allocate(1_000));
        assertThat(MessageFormat.SCREEN.show("t", message).lines())
                .hasSize(3 + 16 + 1)
                .last()
                .isEqualTo("more 744 bytes");
    }
}
