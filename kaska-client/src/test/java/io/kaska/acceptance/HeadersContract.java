package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.MessageTooLargeException;
import io.kaska.OutgoingMessage;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and headers: what went in comes out, byte for byte and in order, and what is wrong is refused whole. */
abstract class HeadersContract extends ContractTests {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    HeadersContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void keyAndHeadersComeBack() {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        Map<String, ByteBuffer> headers = headers("z", "last first", "a", "", "ключ ☃", "\0\n\u00ff", "a ", "2");
        assertThat(client.send(topic, Payloads.buffer("key"), headers, Payloads.buffer("payload")))
                .isZero();
        Message message = client.poll().orElseThrow();
        assertThat(text(message)).isEqualTo("payload");
        assertThat(message.key()).hasValueSatisfying(key -> Payloads.assertSame(key, Payloads.bytes("key")));
        assertThat(message.headers().keySet()).containsExactly("z", "a", "ключ ☃", "a ");
        headers.forEach((name, value) -> Payloads.assertSame(value(message, name), Payloads.bytes(value)));
        assertThat(client.messageLength(topic, 0)).as("of the payload alone").isEqualTo(7);
    }

    private static Map<String, ByteBuffer> headers(String... namesAndValues) {
        Map<String, ByteBuffer> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], Payloads.buffer(namesAndValues[i + 1]));
        }
        return headers;
    }

    private static ByteBuffer value(Message message, String name) {
        ByteBuffer value = message.headers().get(name);
        assertThat(value).as("header %s", name).isNotNull();
        return value;
    }

    @Test
    void noKeyAndAnEmptyKeyAreTwoThings() {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        client.send(topic, NOTHING, Payloads.buffer("empty key"));
        client.send(topic, null, headers("a", "1"), Payloads.buffer("header alone"));
        client.send(topic, null, Payloads.buffer("neither"));
        List<Message> messages = client.poll(3, Duration.ZERO);
        assertThat(texts(messages)).containsExactly("empty key", "header alone", "neither");
        assertThat(messages.get(0).key())
                .hasValueSatisfying(key -> assertThat(key.remaining()).isZero());
        assertThat(messages.get(0).headers()).isEmpty();
        assertThat(messages.get(1).key()).isEmpty();
        assertThat(messages.get(1).headers()).containsOnlyKeys("a");
        assertThat(messages.get(2).key()).isEmpty();
        assertThat(messages.get(2).headers()).isEmpty();
    }

    @Test
    void whatIsGivenOutCannotBeChangedAndIsNewEachTime() {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        client.send(topic, Payloads.buffer("key"), headers("a", "1"), Payloads.buffer("payload"));
        Message message = client.poll().orElseThrow();
        ByteBuffer key = message.key().orElseThrow();
        key.get();
        assertThat(message.key().orElseThrow().position()).isZero();
        value(message, "a").get();
        assertThat(value(message, "a").remaining()).isEqualTo(1);
        assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> key.put(0, (byte) 1));
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> value(message, "a").put(0, (byte) 1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> message.headers().remove("a"));
    }

    @Test
    void buffersAreReadFromPositionToLimitAndStayAsTheyWere() {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        ByteBuffer buffer =
                Payloads.direct(Payloads.bytes("..key..")).position(2).limit(5);
        ByteBuffer payload = Payloads.buffer("..payload..").position(2).limit(9);
        client.send(topic, buffer, Map.of("name", buffer), payload);
        client.sendAsync(topic, buffer, Map.of("name", buffer), payload).join();
        client.sendAll(topic, List.of(new OutgoingMessage(buffer, Map.of("name", buffer), payload)));
        for (Message message : client.poll(3, Duration.ZERO)) {
            assertThat(text(message)).isEqualTo("payload");
            assertThat(Payloads.text(message.key().orElseThrow())).isEqualTo("key");
            assertThat(Payloads.text(value(message, "name"))).isEqualTo("key");
        }
        assertThat(client.position(topic)).isEqualTo(3);
        assertThat(buffer.position()).isEqualTo(2);
        assertThat(payload.remaining()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {60_000, 65_500, 65_536, 1 << 20, 5_000_000})
    void keysAndValuesMayBeLarge(int size) {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        byte[] key = Payloads.random(1, size);
        byte[] value = Payloads.random(2, size);
        byte[] payload = Payloads.random(3, size);
        String longest = "é".repeat(32_767);
        client.send(topic, Payloads.direct(key), Map.of(longest, Payloads.direct(value)), Payloads.direct(payload));
        client.send(topic, ByteBuffer.wrap(key), Map.of(longest, ByteBuffer.wrap(value)), ByteBuffer.wrap(payload));
        for (int i = 0; i < 2; i++) {
            Message message = client.poll().orElseThrow();
            Payloads.assertSame(message.key().orElseThrow(), key);
            Payloads.assertSame(value(message, longest), value);
            Payloads.assertSame(message.payload(), payload);
            assertThat(client.messageLength(topic, i)).isEqualTo(size);
        }
    }

    @Test
    void aMessageMayHaveManyHeaders() {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        Map<String, ByteBuffer> headers = new LinkedHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            headers.put("header " + i, ByteBuffer.wrap(Payloads.random(i, 1 + i % 30)));
        }
        client.send(topic, null, headers, Payloads.buffer("m"));
        Map<String, ByteBuffer> received = client.poll().orElseThrow().headers();
        assertThat(List.copyOf(received.keySet())).isEqualTo(List.copyOf(headers.keySet()));
        assertThat(received).isEqualTo(headers);
    }

    @Test
    void headersCountInTheSizeOfTheMessage() {
        Kaska client = client();
        String topic = topic(client, "headers");
        int rest = suite.largestMessage() - 8 - 1;
        ByteBuffer fits = ByteBuffer.allocateDirect(rest);
        assertThat(client.send(topic, fits, Payloads.buffer("m"))).isZero();
        ByteBuffer oneMore = ByteBuffer.allocateDirect(rest + 1);
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> client.send(topic, oneMore, Payloads.buffer("m")));
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> client.send(topic, fits, Map.of("a", NOTHING), Payloads.buffer("m")));
        assertThat(client.endOffset(topic)).isEqualTo(1);
    }

    @Test
    void aListMixesMessagesWithAndWithoutKeys() {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        List<OutgoingMessage> sent = mixed(11, 300);
        assertThat(client.sendAll(topic, sent)).isZero();
        assertThat(client.sendAll(topic, List.of(new OutgoingMessage(Payloads.buffer("a")), sent.get(0))))
                .isEqualTo(300);
        assertThat(client.sendAll(topic, List.of())).isEqualTo(Kaska.NOTHING_SENT);
        assertReceived(client.poll(1_000, Duration.ZERO).subList(0, 300), sent);
        for (int from = 299; from >= 0; from -= 13) {
            client.seek(topic, from);
            List<Message> part = client.poll(5, Duration.ZERO);
            int count = Math.min(part.size(), 300 - from);
            assertReceived(part.subList(0, count), sent.subList(from, from + count));
        }
    }

    private static List<OutgoingMessage> mixed(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<OutgoingMessage> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer key = random.nextInt(3) == 0 ? Payloads.buffer("k" + i % 7) : null;
            Map<String, ByteBuffer> headers =
                    random.nextInt(3) == 0 ? headers("n" + i, "v" + i, "same", "x".repeat(i)) : Map.of();
            messages.add(new OutgoingMessage(key, headers, Payloads.buffer("m" + i + "x".repeat(random.nextInt(40)))));
        }
        return messages;
    }

    private static void assertReceived(List<Message> received, List<OutgoingMessage> sent) {
        assertThat(received).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(received.get(i).key().orElse(null)).isEqualTo(sent.get(i).key());
            assertThat(received.get(i).headers()).isEqualTo(sent.get(i).headers());
            assertThat(received.get(i).payload()).isEqualTo(sent.get(i).payload());
        }
    }

    @Test
    void asynchronousSendsKeepTheirOrderAcrossMessagesWithAndWithoutKeys() {
        Kaska client = client();
        String topic = topic(client, "headers");
        client.subscribe(List.of(topic));
        List<OutgoingMessage> sent = mixed(12, 2_000);
        List<CompletableFuture<Long>> offsets = new ArrayList<>();
        for (OutgoingMessage message : sent) {
            offsets.add(
                    message.key() == null && message.headers().isEmpty()
                            ? client.sendAsync(topic, message.payload())
                            : client.sendAsync(topic, message.key(), message.headers(), message.payload()));
        }
        for (int i = 0; i < offsets.size(); i++) {
            assertThat(offsets.get(i).join()).isEqualTo(i);
        }
        assertReceived(client.poll(3_000, Duration.ZERO), sent);
    }

    @Test
    void anEmptyPayloadWithAKeyOrHeadersIsRefused() {
        Kaska client = client();
        String topic = topic(client, "headers");
        ByteBuffer key = Payloads.buffer("k");
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(
                () -> client.send(topic, key, NOTHING),
                () -> client.send(topic, NOTHING, NOTHING),
                () -> client.send(topic, null, headers("a", "1"), NOTHING),
                () -> client.sendAsync(topic, key, NOTHING),
                () -> client.sendAsync(topic, null, Map.of(), NOTHING))) {
            assertThatIllegalArgumentException().isThrownBy(wrong);
        }
        assertThat(client.send(topic, null, Map.of(), NOTHING)).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(client.send(topic, null, NOTHING)).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(client.endOffset(topic)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\ud800", "x\udc00"})
    void aHeadersNameIsLegal(String name) {
        Kaska client = client();
        String topic = topic(client, "headers");
        Map<String, ByteBuffer> headers = headers(name, "value");
        ByteBuffer payload = Payloads.buffer("m");
        assertThatIllegalArgumentException().isThrownBy(() -> client.send(topic, null, headers, payload));
        assertThatIllegalArgumentException().isThrownBy(() -> client.sendAsync(topic, null, headers, payload));
        assertThat(client.endOffset(topic)).isZero();
    }
}
