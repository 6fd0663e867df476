package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a {@link Message} says of itself, and how long. */
abstract class MessageContract extends ContractTests {
    MessageContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void knowsItsTopicAndOffset() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.subscribe(topics);
        for (int i = 0; i < 10; i++) {
            client.send(topics.get(i % 2), Payloads.bytes(topics.get(i % 2) + " " + i / 2));
        }
        assertThat(drain(client))
                .hasSize(10)
                .allSatisfy(message -> assertThat(text(message)).isEqualTo(message.topic() + " " + message.offset()));
    }

    @Test
    void hasNeitherKeyNorHeaders() {
        Message message = theOnly("plain");
        assertThat(message.key()).isEmpty();
        assertThat(message.headers()).isEmpty();
    }

    @Test
    void thePayloadIsReadOnlyAndBeginsAtZeroAtEachCall() {
        Message message = theOnly("payload");
        for (int i = 0; i < 2; i++) {
            ByteBuffer payload = message.payload();
            assertThat(payload.isReadOnly()).isTrue();
            assertThat(payload.position()).isZero();
            assertThat(payload.limit()).isEqualTo(7);
            assertThat(payload.capacity())
                    .as("nothing of its neighbours can be seen")
                    .isEqualTo(7);
            payload.position(7); // the next call gives a buffer of its own
        }
        assertThat(text(message)).isEqualTo("payload");
    }

    private Message theOnly(String text) {
        Kaska client = client();
        String topic = topic(client, "one");
        client.subscribe(List.of(topic));
        client.send(topic, List.of(Payloads.buffer("neighbour"), Payloads.buffer(text), Payloads.buffer("neighbour")));
        return client.poll(3, Duration.ZERO).get(1);
    }

    @Test
    void theTimestampIsThatOfTheSendAndNeverGoesBack() {
        Kaska client = client();
        String topic = topic(client, "time");
        client.subscribe(List.of(topic));
        List<Instant> before = new ArrayList<>();
        List<Instant> after = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            before.add(Instant.now().truncatedTo(ChronoUnit.MILLIS));
            client.send(topic, Payloads.bytes("m"));
            after.add(Instant.now());
        }
        Instant last = Instant.EPOCH;
        for (Message message : drain(client)) {
            int i = (int) message.offset();
            assertThat(message.timestamp())
                    .isBetween(before.get(i), after.get(i))
                    .isAfterOrEqualTo(last);
            last = message.timestamp();
        }
    }

    @Test
    void theTimestampDoesNotChangeFromPollToPoll() throws Exception {
        Kaska client = client();
        String topic = topic(client, "time");
        client.subscribe(List.of(topic));
        client.send(topic, Payloads.bytes("m"));
        Instant first = client.poll().orElseThrow().timestamp();
        Thread.sleep(5);
        client.seek(topic, 0);
        assertThat(client.poll().orElseThrow().timestamp()).isEqualTo(first);
    }

    @Test
    void aListHasOneTimestamp() {
        Kaska client = client();
        String topic = topic(client, "time");
        client.subscribe(List.of(topic));
        client.send(topic, List.of(Payloads.buffer("1"), Payloads.buffer("2"), Payloads.buffer("3")));
        assertThat(client.poll(3, Duration.ZERO)).extracting(Message::timestamp).containsOnly(firstTime(client, topic));
    }

    private static Instant firstTime(Kaska client, String topic) {
        client.seek(topic, 0);
        return client.poll().orElseThrow().timestamp();
    }

    @Test
    void staysAsItIsHoweverLongItIsHeld() {
        Kaska client = client();
        String topic = topic(client, "held");
        client.subscribe(List.of(topic));
        List<Message> held = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            client.send(topic, Payloads.random(i, 100 + i * 5_000));
            Message message = client.poll().orElseThrow();
            if (i % 3 == 0) {
                held.add(message); // the others are let go, and what they lay in may be used anew
            }
        }
        assertUnchanged(held);
        client.deleteTopic(topic);
        assertUnchanged(held);
        client.close();
        churn();
        assertUnchanged(held);
    }

    /** Uses the memory of broker and client over and over. */
    private void churn() {
        Kaska client = client();
        for (int round = 0; round < 5; round++) {
            String topic = topic(client, "churn");
            client.subscribe(List.of(topic));
            for (int i = 0; i < 20; i++) {
                client.send(topic, Payloads.random(1_000 + i, 300_000));
            }
            assertThat(drain(client)).hasSize(20);
            client.unsubscribe();
            client.deleteTopic(topic);
        }
    }

    private static void assertUnchanged(List<Message> held) {
        System.gc();
        for (int i = 0; i < held.size(); i++) {
            assertThat(held.get(i).offset()).isEqualTo(3L * i);
            Payloads.assertSame(held.get(i).payload(), Payloads.random(3L * i, 100 + 3 * i * 5_000));
        }
    }
}
