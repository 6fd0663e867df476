package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.kaska.Kaska;
import io.kaska.MessageTooLargeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code send} of one message, {@code messageLength}, {@code endOffset}. */
abstract class SendContract extends ContractTests {
    private static final byte[] ODD_BYTES = Payloads.random(5, 5_003);

    SendContract(KaskaAcceptance suite) {
        super(suite);
    }

    static List<Arguments.ArgumentSet> buffers() {
        byte[] around = new byte[ODD_BYTES.length + 24];
        System.arraycopy(ODD_BYTES, 0, around, 13, ODD_BYTES.length);
        ByteBuffer heap = ByteBuffer.wrap(around);
        ByteBuffer direct = Payloads.direct(around);
        int end = 13 + ODD_BYTES.length;
        Map<String, ByteBuffer> all = Map.ofEntries(
                entry("heap", heap.duplicate().position(13).limit(end)),
                entry("direct", direct.duplicate().position(13).limit(end)),
                entry("read-only heap", heap.asReadOnlyBuffer().position(13).limit(end)),
                entry("read-only direct", direct.asReadOnlyBuffer().position(13).limit(end)),
                entry("slice of heap", heap.slice(7, 6 + ODD_BYTES.length).position(6)),
                entry("slice of direct", direct.slice(7, 6 + ODD_BYTES.length).position(6)),
                entry("wrapped part", ByteBuffer.wrap(around, 13, ODD_BYTES.length)),
                entry(
                        "little-endian",
                        ByteBuffer.wrap(around, 13, ODD_BYTES.length).order(ByteOrder.LITTLE_ENDIAN)));
        return all.entrySet().stream()
                .map(each -> Arguments.argumentSet(each.getKey(), each.getValue()))
                .toList();
    }

    @Test
    void offsetsBeginAtZeroAndHaveNoHoles() {
        Kaska one = client();
        Kaska other = client();
        String topic = topic(one, "dense");
        for (long offset = 0; offset < 200; offset++) {
            Kaska sender = offset % 3 == 0 ? other : one;
            assertThat(sender.endOffset(topic)).isEqualTo(offset);
            assertThat(sender.send(topic, Payloads.bytes("m" + offset))).isEqualTo(offset);
        }
        assertThat(one.endOffset(topic)).isEqualTo(200);
    }

    @Test
    void eachTopicCountsForItself() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        assertThat(client.send(topics.get(0), Payloads.bytes("1"))).isZero();
        assertThat(client.send(topics.get(0), Payloads.bytes("2"))).isEqualTo(1);
        assertThat(client.send(topics.get(1), Payloads.bytes("3"))).isZero();
    }

    @Test
    void aMessageOfNoBytesDoesNothingAndIsNoError() {
        Kaska client = client();
        String topic = topic(client, "empty");
        assertThat(client.send(topic, new byte[0]))
                .isEqualTo(Kaska.NOTHING_SENT)
                .isEqualTo(-1);
        assertThat(client.send(topic, ByteBuffer.allocate(9).position(9))).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(client.send(topic, ByteBuffer.allocateDirect(0))).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(client.endOffset(topic)).isZero();
        assertThat(client.send(freshName("nowhere"), new byte[0])).isEqualTo(Kaska.NOTHING_SENT);
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void aBufferIsReadFromItsPositionToItsLimitAndStaysAsItWas(ByteBuffer message) {
        Kaska client = client();
        String topic = topic(client, "buffer");
        client.subscribe(List.of(topic));
        int position = message.position();
        int limit = message.limit();
        ByteOrder order = message.order();

        assertThat(client.send(topic, message)).isZero();
        assertThat(client.send(topic, List.of(message, message))).isEqualTo(1);
        assertThat(client.sendAsync(topic, message).join()).isEqualTo(3);

        assertThat(message.position()).isEqualTo(position);
        assertThat(message.limit()).isEqualTo(limit);
        assertThat(message.order()).isEqualTo(order);
        assertThat(drain(client)).hasSize(4).allSatisfy(received -> Payloads.assertSame(received.payload(), ODD_BYTES));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 4_095, 4_096, 65_535, 65_536, 65_537, 100_000, 1 << 20, (1 << 20) + 1})
    void messagesOfAllSizesArriveAsTheyWere(int size) {
        sendAndPoll(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {(8 << 20) - 3, 32 << 20})
    void largeMessagesArriveAsTheyWere(int size) {
        sendAndPoll(size);
    }

    private void sendAndPoll(int size) {
        Kaska sender = client();
        String topic = topic(sender, "size");
        Kaska reader = subscriber(topic);
        byte[] first = Payloads.random(size, size);
        byte[] second = Payloads.random(size + 1L, size);

        assertThat(sender.send(topic, first)).isZero();
        assertThat(sender.send(topic, Payloads.direct(second))).isEqualTo(1);
        assertThat(sender.messageLength(topic, 0)).isEqualTo(size);

        Payloads.assertSame(reader.poll().orElseThrow().payload(), first);
        Payloads.assertSame(reader.poll().orElseThrow().payload(), second);
        assertThat(reader.poll()).isEmpty();
    }

    @Test
    void theLengthIsZeroWhereThereIsNoMessage() {
        Kaska client = client();
        String topic = topic(client, "length");
        client.send(topic, Payloads.bytes("four"));
        client.send(topic, Payloads.bytes("sixsix"));
        assertThat(client.messageLength(topic, 0)).isEqualTo(4);
        assertThat(client.messageLength(topic, 1)).isEqualTo(6);
        for (long none : new long[] {2, 3, 1L << 32, Long.MAX_VALUE, -1, -2, Long.MIN_VALUE}) {
            assertThat(client.messageLength(topic, none)).as("at %d", none).isZero();
        }
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndNothingElseSuffers() {
        Kaska client = client();
        String topic = topic(client, "limit");
        ByteBuffer tooLarge = ByteBuffer.allocateDirect(suite.largestMessage() + 1);
        assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> client.send(topic, tooLarge));
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> client.send(topic, List.of(tooLarge.slice(0, 1), tooLarge)));
        assertThat(client.sendAsync(topic, tooLarge))
                .failsWithin(LONG)
                .withThrowableThat()
                .withCauseExactlyInstanceOf(MessageTooLargeException.class);
        assertThat(tooLarge.remaining()).isEqualTo(suite.largestMessage() + 1);
        assertThat(client.endOffset(topic)).isZero();
        assertThat(client.send(topic, Payloads.bytes("small"))).isZero();
    }

    @Test
    void aMessageOfExactlyTheLimitArrives() {
        Kaska client = client();
        String topic = topic(client, "limit");
        client.subscribe(List.of(topic));
        byte[] largest = Payloads.random(64, suite.largestMessage());
        assertThat(client.send(topic, largest)).isZero();
        Payloads.assertSame(client.poll().orElseThrow().payload(), largest);
    }
}
