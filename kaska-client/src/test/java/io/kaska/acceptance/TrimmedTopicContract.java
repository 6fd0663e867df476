package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.OffsetOutOfRangeException;
import io.kaska.OffsetReset;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code poll} does where the messages at the client's position are gone. */
abstract class TrimmedTopicContract extends ContractTests {
    TrimmedTopicContract(KaskaAcceptance suite) {
        super(suite);
    }

    private static void send(Kaska client, String topic, int start, int end) {
        client.send(
                topic,
                IntStream.range(start, end)
                        .mapToObj(i -> Payloads.buffer("m" + i))
                        .toList());
    }

    /** A topic of five messages, of which two are left. */
    private String trimmed(Kaska client, String start) {
        String topic = topic(client, start);
        send(client, topic, 0, 5);
        client.trimTopic(topic, 3);
        return topic;
    }

    private static void assertGone(Kaska client, String topic, long position) {
        assertThatExceptionOfType(OffsetOutOfRangeException.class)
                .isThrownBy(client::poll)
                .withMessageContaining(topic)
                .withMessageContaining("position " + position)
                .withMessageContaining("[3, 5)")
                .satisfies(e -> assertThat(e.earliest()).isEqualTo(3));
        assertThat(client.position(topic)).isEqualTo(position);
    }

    @Test
    void failsAndThePositionStays() {
        Kaska client = client();
        String topic = trimmed(client, "trimmed");
        client.subscribe(List.of(topic));
        client.seek(topic, 1);
        for (int i = 0; i < 3; i++) {
            assertGone(client, topic, 1);
        }
        assertThatExceptionOfType(OffsetOutOfRangeException.class)
                .isThrownBy(() -> client.poll(10, LONG)); // a wait would be for nothing
        client.seek(topic, 3);
        assertThat(texts(drain(client))).containsExactly("m3", "m4");
    }

    @Test
    void theOthersOfTheRingGetTheirTurns() {
        Kaska client = client();
        String one = topic(client, "one");
        String gone = trimmed(client, "gone");
        String two = topic(client, "two");
        client.subscribe(List.of(one, gone, two));
        client.seek(gone, 2);
        send(client, one, 0, 2);
        send(client, two, 0, 2);
        assertThat(client.poll().map(Message::topic)).contains(one);
        assertGone(client, gone, 2);
        assertThat(client.poll().map(Message::topic)).contains(two);
        assertThat(client.poll().map(Message::topic)).contains(one);
        assertGone(client, gone, 2);
        assertThat(client.poll().map(Message::topic)).contains(two);
        assertGone(client, gone, 2);
        assertGone(client, gone, 2);
    }

    @Test
    void aPollOfManyGivesWhatStandsBeforeTheError() {
        Kaska client = client();
        String one = topic(client, "one");
        String gone = trimmed(client, "gone");
        String two = topic(client, "two");
        client.subscribe(List.of(one, gone, two));
        client.seek(gone, 0);
        send(client, one, 0, 3);
        send(client, two, 0, 3);
        assertThat(client.poll(10, LONG)).extracting(Message::topic).containsExactly(one);
        assertGone(client, gone, 0);
        assertThat(client.poll(10, Duration.ZERO)).extracting(Message::topic).containsExactly(two, one);
        assertGone(client, gone, 0);
    }

    @Test
    void goesOnAtTheEarliestOffsetIfToldTo() {
        Kaska client = client(Kaska.builder().offsetReset(OffsetReset.EARLIEST));
        String one = topic(client, "one");
        String gone = trimmed(client, "gone");
        client.subscribe(List.of(one, gone));
        client.seek(gone, 1);
        send(client, one, 0, 1);
        assertThat(texts(client.poll(10, LONG))).containsExactly("m0", "m3", "m4");
        client.seek(gone, 2);
        assertThat(client.poll().map(Message::offset)).contains(3L);
        assertThat(client.position(gone)).isEqualTo(4);
    }

    @Test
    void goesOnAtTheEndIfToldTo() {
        Kaska client = client(Kaska.builder().offsetReset(OffsetReset.LATEST));
        String gone = trimmed(client, "gone");
        client.subscribe(List.of(gone));
        client.seek(gone, 1);
        assertThat(client.poll()).isEmpty();
        assertThat(client.position(gone)).isEqualTo(5);
        send(client, gone, 5, 6);
        assertThat(texts(drain(client))).containsExactly("m5");
        client.seek(gone, 4);
        assertThat(texts(drain(client))).containsExactly("m4", "m5");
    }

    @Test
    void aPositionMovesOnlyWhenItIsItsTurn() {
        Kaska client = client(Kaska.builder().offsetReset(OffsetReset.LATEST));
        String one = topic(client, "one");
        String gone = trimmed(client, "gone");
        client.subscribe(List.of(one, gone));
        client.seek(gone, 1);
        send(client, one, 0, 1);
        assertThat(client.poll().map(Message::topic)).contains(one);
        assertThat(client.position(gone)).isEqualTo(1);
        send(client, gone, 5, 6);
        assertThat(client.poll()).isEmpty();
        assertThat(client.position(gone)).isEqualTo(6);
    }

    @Test
    void aWaitThatBeginsBelowTheEarliestOffsetEndsForTheErrorOrGoesOn() throws Exception {
        Kaska client = client(Kaska.builder().offsetReset(OffsetReset.LATEST));
        String gone = trimmed(client, "gone");
        client.subscribe(List.of(gone));
        client.seek(gone, 1);
        Background<List<Message>> polled = inBackground(() -> client.poll(10, LONG));
        while (client.position(gone) != 5) {
            Thread.sleep(1);
        }
        client().send(gone, ByteBuffer.wrap(Payloads.bytes("late")));
        assertThat(texts(polled.result())).containsExactly("late");
    }

    @Test
    void whatTheClientItselfTrimmedIsNotGivenFromWhatWasReadAhead() {
        Kaska client = client();
        String topic = topic(client, "trimmed");
        client.subscribe(List.of(topic));
        send(client, topic, 0, 5);
        assertThat(client.poll()).isPresent();
        client.trimTopic(topic, 3);
        assertGone(client, topic, 1);
        client.seek(topic, 3);
        assertThat(texts(drain(client))).containsExactly("m3", "m4");
    }

    @Test
    void anOffsetPastTheEndIsNoError() {
        Kaska client = client();
        String topic = trimmed(client, "trimmed");
        client.subscribe(List.of(topic));
        client.seek(topic, 100);
        assertThat(client.poll()).isEmpty();
        assertThat(client.poll(1, Duration.ofMillis(20))).isEmpty();
        assertThat(client.position(topic)).isEqualTo(100);
    }
}
