package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code poll} for one and for many messages, where nothing has to be waited for; and the order among topics. */
abstract class PollContract extends ContractTests {
    PollContract(KaskaAcceptance suite) {
        super(suite);
    }

    /** The worked example of the contract, word for word. */
    @Test
    void theWorkedExample() {
        Kaska client = client();
        List<String> topics = topics(client, "t1", "t2", "t3");
        String t1 = topics.get(0);
        String t3 = topics.get(2);
        client.subscribe(topics);
        client.send(t1, Payloads.bytes("1B"));
        client.send(t3, Payloads.bytes("3A"));
        client.send(t3, Payloads.bytes("3B"));
        assertThat(text(client.poll())).isEqualTo("1B");
        client.send(t1, Payloads.bytes("1C"));
        assertThat(text(client.poll())).isEqualTo("3A");
        assertThat(text(client.poll())).isEqualTo("1C");
        assertThat(text(client.poll())).isEqualTo("3B");
        assertThat(text(client.poll())).isEqualTo("nothing");
    }

    @Test
    void theWorkedExampleWithAnotherClientSending() {
        Kaska client = client();
        Kaska sender = client();
        List<String> topics = topics(sender, "t1", "t2", "t3");
        client.subscribe(topics);
        sender.send(topics.get(0), Payloads.bytes("1B"));
        sender.send(topics.get(2), List.of(Payloads.buffer("3A"), Payloads.buffer("3B")));
        assertThat(text(client.poll())).isEqualTo("1B");
        sender.send(topics.get(0), Payloads.bytes("1C"));
        assertThat(texts(drain(client))).containsExactly("3A", "1C", "3B");
    }

    @Test
    void theTopicThatGaveLastComesLast() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b", "c");
        client.subscribe(topics);
        for (int round = 0; round < 4; round++) {
            for (int t = 2; t >= 0; t--) {
                client.send(topics.get(t), Payloads.bytes("abc".charAt(t) + "" + round));
            }
        }
        assertThat(texts(drain(client)))
                .containsExactly("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3");
    }

    @Test
    void anEmptyPollDoesNotTurnTheRing() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b", "c");
        client.subscribe(topics);
        client.send(topics.get(0), Payloads.bytes("a0"));
        assertThat(text(client.poll())).isEqualTo("a0");
        for (int i = 0; i < 5; i++) {
            assertThat(client.poll()).isEmpty();
        }
        topics.forEach(topic -> client.send(topic, Payloads.bytes(topic)));
        assertThat(texts(drain(client))).containsExactly(topics.get(1), topics.get(2), topics.get(0));
    }

    @Test
    void anEarlierTopicIsAskedBeforeALaterOnesBuffer() {
        Kaska client = client();
        Kaska sender = client();
        List<String> topics = topics(sender, "idle", "busy");
        client.subscribe(topics);
        for (int i = 0; i < 100; i++) {
            sender.send(topics.get(1), Payloads.bytes("busy" + i));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(text(client.poll())).isEqualTo("busy" + 2 * i);
            sender.send(topics.get(0), Payloads.bytes("idle" + i));
            assertThat(text(client.poll())).isEqualTo("idle" + i);
            assertThat(text(client.poll())).isEqualTo("busy" + (2 * i + 1));
        }
    }

    @Test
    void seekDoesNotTurnTheRing() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.subscribe(topics);
        topics.forEach(topic -> client.send(topic, Payloads.bytes(topic)));
        assertThat(text(client.poll())).isEqualTo(topics.get(0));
        client.seek(topics.get(0), 0);
        assertThat(text(client.poll())).isEqualTo(topics.get(1));
        assertThat(text(client.poll())).isEqualTo(topics.get(0));
    }

    @Test
    void aPollForManyGivesWhatSinglePollsWould() {
        Kaska sender = client();
        List<String> topics = topics(sender, "a", "b", "c");
        Kaska single = client();
        Kaska many = client();
        single.subscribe(topics);
        many.subscribe(topics);
        for (int i = 0; i < 60; i++) {
            sender.send(topics.get(i % 7 % 3), Payloads.bytes("m" + i));
        }
        List<String> expected = texts(drain(single));
        List<String> seen = new ArrayList<>();
        for (int max : new int[] {1, 2, 3, 5, 30, 100}) {
            seen.addAll(texts(many.poll(max, Duration.ZERO)));
        }
        assertThat(seen).hasSize(60).containsExactlyElementsOf(expected);
        for (String topic : topics) {
            assertThat(many.position(topic)).isEqualTo(single.position(topic));
        }
    }

    @Test
    void singlePollsAndPollsForManyTakeTurnsOnOneRing() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.subscribe(topics);
        for (int i = 0; i < 5; i++) {
            for (String topic : topics) {
                client.send(topic, Payloads.bytes(topic.charAt(0) + "" + i));
            }
        }
        assertThat(text(client.poll())).isEqualTo("a0");
        assertThat(texts(client.poll(2, Duration.ZERO))).containsExactly("b0", "a1");
        assertThat(text(client.poll())).isEqualTo("b1");
        assertThat(texts(client.poll(50, Duration.ZERO))).containsExactly("a2", "b2", "a3", "b3", "a4", "b4");
        assertThat(client.poll(50, Duration.ZERO)).isEmpty();
    }

    @Test
    void aPollForManyNeverGivesMore() {
        Kaska client = client();
        String topic = topic(client, "many");
        client.subscribe(List.of(topic));
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            messages.add(Payloads.buffer("m" + i));
        }
        client.send(topic, messages);
        assertThat(client.poll(99, Duration.ZERO)).hasSize(99);
        assertThat(client.position(topic)).isEqualTo(99);
        assertThat(texts(client.poll(Integer.MAX_VALUE, Duration.ZERO))).containsExactly("m99");
    }

    @Test
    void whatIsThereIsGivenAtOnceHoweverLongTheWait() {
        Kaska client = client();
        String topic = topic(client, "wait");
        client.subscribe(List.of(topic));
        for (Duration wait :
                List.of(Duration.ofSeconds(1), Duration.ofDays(365_000), Duration.ofSeconds(Long.MAX_VALUE))) {
            client.send(topic, Payloads.bytes("m"));
            assertThat(client.poll(1_000, wait)).hasSize(1);
        }
    }

    @Test
    void aPollForManyLargeMessagesLosesNone() {
        Kaska sender = client();
        List<String> topics = topics(sender, "a", "b");
        Kaska client = client();
        client.subscribe(topics);
        for (int i = 0; i < 24; i++) {
            sender.send(topics.get(i % 2), Payloads.random(i, 3_000_000));
        }
        List<Message> received = new ArrayList<>();
        while (received.size() < 24) {
            List<Message> some = client.poll(24, Duration.ZERO);
            assertThat(some).isNotEmpty();
            received.addAll(some);
        }
        for (int i = 0; i < 24; i++) {
            Payloads.assertSame(received.get(i).payload(), Payloads.random(i, 3_000_000));
        }
    }

    @Test
    void aMaximumBelowOneOrANegativeWaitIsAWrongArgument() {
        Kaska client = client();
        String topic = topic(client, "wrong");
        client.subscribe(List.of(topic));
        client.send(topic, Payloads.bytes("m"));
        assertThatIllegalArgumentException().isThrownBy(() -> client.poll(0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> client.poll(-1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> client.poll(1, Duration.ofNanos(-1)));
        assertThat(text(client.poll())).as("nothing was consumed").isEqualTo("m");
    }

    @Test
    void aThousandTopicsInOneSubscriptionKeepTheirOrder() {
        Kaska client = client();
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < Math.min(1_000, suite.manyTopics()); i++) {
            topics.add(topic(client, "ring"));
        }
        assertThat(client.subscribe(topics)).isEqualTo(topics.size());
        for (int i = topics.size() - 1; i >= 0; i -= 2) {
            client.send(topics.get(i), Payloads.bytes("" + i));
        }
        List<Integer> seen = drain(client).stream()
                .map(message -> Integer.valueOf(text(message)))
                .toList();
        assertThat(seen).hasSize(topics.size() / 2).isSorted();
    }
}
