package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.OffsetOutOfRangeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which offsets a topic has: its earliest, those below which it was trimmed, and the one of a time. */
abstract class RangeContract extends ContractTests {
    RangeContract(KaskaAcceptance suite) {
        super(suite);
    }

    private static String five(Kaska client, String topic) {
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            messages.add(Payloads.buffer("m" + i));
        }
        client.send(topic, messages);
        return topic;
    }

    @Test
    void aTopicBeginsAt0() {
        Kaska client = client();
        String topic = topic(client, "range");
        assertThat(client.earliestOffset(topic)).isZero();
        five(client, topic);
        assertThat(client.earliestOffset(topic)).isZero();
    }

    @Test
    void trimmingMovesTheEarliestOffsetAndNothingElse() {
        Kaska client = client();
        String topic = five(client, topic(client, "range"));
        assertThat(client.trimTopic(topic, 3)).isEqualTo(3);
        assertThat(client.earliestOffset(topic)).isEqualTo(3);
        assertThat(client.endOffset(topic)).isEqualTo(5);
        assertThat(client.messageLength(topic, 2)).isZero();
        assertThat(client.messageLength(topic, 3)).isEqualTo(2);
        client.subscribe(List.of(topic));
        client.seek(topic, 3);
        assertThat(texts(drain(client))).containsExactly("m3", "m4");
        assertThat(client.send(topic, Payloads.buffer("m5"))).isEqualTo(5);
    }

    @Test
    void trimmingBelowTheEarliestDoesNothing() {
        Kaska client = client();
        String topic = five(client, topic(client, "range"));
        assertThat(client.trimTopic(topic, 0)).isZero();
        client.trimTopic(topic, 3);
        assertThat(client.trimTopic(topic, 2)).isEqualTo(3);
        assertThat(client.trimTopic(topic, 0)).isEqualTo(3);
        assertThat(client.earliestOffset(topic)).isEqualTo(3);
    }

    @Test
    void allThatThereIsCanBeTrimmedAndNoMore() {
        Kaska client = client();
        String topic = five(client, topic(client, "range"));
        for (long above : new long[] {6, Long.MAX_VALUE}) {
            assertThatExceptionOfType(OffsetOutOfRangeException.class)
                    .isThrownBy(() -> client.trimTopic(topic, above))
                    .withMessageContaining("[0, 5)")
                    .satisfies(e -> assertThat(e.earliest()).isZero());
        }
        assertThat(client.earliestOffset(topic)).isZero();
        assertThat(client.trimTopic(topic, 5)).isEqualTo(5);
        assertThat(client.earliestOffset(topic)).isEqualTo(5);
        assertThatIllegalArgumentException().isThrownBy(() -> client.trimTopic(topic, -1));
        client.subscribe(List.of(topic));
        assertThat(client.poll()).isEmpty();
        client.send(topic, Payloads.buffer("next"));
        assertThat(client.poll().map(Message::offset)).contains(5L);
    }

    @Test
    void aTopicMadeAnewBeginsAt0() {
        Kaska client = client();
        String topic = five(client, topic(client, "range"));
        client.trimTopic(topic, 5);
        client.deleteTopic(topic);
        client.createTopic(topic);
        assertThat(client.earliestOffset(topic)).isZero();
    }

    @Test
    void aTimeLeadsToTheFirstMessageAtOrAfterIt() throws InterruptedException {
        Kaska client = client();
        String topic = topic(client, "range");
        assertThat(client.offsetForTime(topic, Instant.EPOCH)).isEmpty();
        for (int i = 0; i < 40; i++) {
            five(client, topic);
            Thread.sleep(i % 4); // some share a millisecond
        }
        client.subscribe(List.of(topic));
        client.seek(topic, 0);
        assertTimes(client, topic, client.poll(1_000, Duration.ZERO));
    }

    /** Against a walk through all messages. */
    private static void assertTimes(Kaska client, String topic, List<Message> messages) {
        for (Message message : messages) {
            for (int nanos : new int[] {-1_000_000, -1, 0, 1, 999_999}) {
                Instant time = message.timestamp().plusNanos(nanos);
                OptionalLong expected = messages.stream()
                        .filter(m -> !m.timestamp().isBefore(time))
                        .mapToLong(Message::offset)
                        .findFirst();
                assertThat(client.offsetForTime(topic, time)).as("%s", time).isEqualTo(expected);
            }
        }
    }

    @Test
    void aTimeNeverLeadsToAMessageThatWasTrimmed() {
        Kaska client = client();
        String topic = five(client, topic(client, "range"));
        client.trimTopic(topic, 3);
        assertThat(client.offsetForTime(topic, Instant.EPOCH)).hasValue(3);
        client.trimTopic(topic, 5);
        assertThat(client.offsetForTime(topic, Instant.EPOCH)).isEmpty();
    }

    @Test
    void anyInstantWillDo() {
        Kaska client = client();
        String topic = five(client, topic(client, "range"));
        assertThat(client.offsetForTime(topic, Instant.MIN)).hasValue(0);
        assertThat(client.offsetForTime(topic, Instant.ofEpochMilli(Long.MIN_VALUE)))
                .hasValue(0);
        assertThat(client.offsetForTime(topic, Instant.EPOCH.minusMillis(1))).hasValue(0);
        assertThat(client.offsetForTime(topic, Instant.ofEpochMilli(Long.MAX_VALUE)))
                .isEmpty();
        assertThat(client.offsetForTime(
                        topic, Instant.ofEpochMilli(Long.MAX_VALUE).plusNanos(1)))
                .isEmpty();
        assertThat(client.offsetForTime(topic, Instant.MAX)).isEmpty();
    }
}
