package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.NotSubscribedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code poll} that waits: what wakes it, when it ends, and that it is in nobody's way. */
abstract class LongPollContract extends ContractTests {
    LongPollContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void isWokenByTheSendOfAnotherClient() throws Exception {
        Kaska sender = client();
        String topic = topic(sender, "wake");
        Kaska client = subscriber(topic);
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        assertThat(poll.isDone()).isFalse();
        sender.send(topic, Payloads.bytes("awake"));
        assertThat(texts(poll.result())).containsExactly("awake");
        assertThat(client.position(topic)).isEqualTo(1);
    }

    @Test
    void isWokenByAnyTopicOfTheRing() throws Exception {
        Kaska sender = client();
        List<String> topics = topics(sender, "a", "b", "c");
        Kaska client = client();
        client.subscribe(topics);
        for (int i : new int[] {2, 1, 0, 1}) {
            var poll = inBackground(() -> client.poll(10, LONG));
            poll.settle();
            sender.send(topics.get(i), Payloads.bytes("from " + i));
            assertThat(texts(poll.result())).containsExactly("from " + i);
        }
    }

    @Test
    void isWokenByAnotherThreadOfTheSameClient() throws Exception {
        Kaska client = client();
        String topic = topic(client, "wake");
        client.subscribe(List.of(topic));
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        assertThat(client.send(topic, Payloads.bytes("awake"))).isZero();
        assertThat(texts(poll.result())).containsExactly("awake");
    }

    @Test
    void aBatchIsSeenWhole() throws Exception {
        Kaska sender = client();
        String topic = topic(sender, "wake");
        Kaska client = subscriber(topic);
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        sender.send(topic, List.of(Payloads.buffer("1"), Payloads.buffer("2"), Payloads.buffer("3")));
        assertThat(texts(poll.result())).containsExactly("1", "2", "3");
    }

    @Test
    void endsEmptyAfterItsWaitAndNotBefore() {
        Kaska client = client();
        String topic = topic(client, "silent");
        client.subscribe(List.of(topic));
        for (int millis : new int[] {1, 40, 300}) {
            long start = System.nanoTime();
            assertThat(client.poll(10, Duration.ofMillis(millis))).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(millis));
        }
        assertThat(client.position(topic)).isZero();
    }

    @Test
    void doesNotDelayTheOperationsOfOtherThreads() throws Exception {
        Kaska client = client();
        List<String> topics = topics(client, "silent", "other");
        client.subscribe(topics.subList(0, 1));
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        for (int i = 0; i < 100; i++) {
            assertThat(client.send(topics.get(1), Payloads.bytes("m"))).isEqualTo(i);
            assertThat(client.endOffset(topics.get(1))).isEqualTo(i + 1);
        }
        client.commit("me", topics.get(1), 3);
        assertThat(client.committed("me", topics.get(1))).isEqualTo(3);
        assertThat(poll.isDone()).as("nothing of this was of its topic").isFalse();

        client.send(topics.get(0), Payloads.bytes("at last"));
        assertThat(texts(poll.result())).containsExactly("at last");
    }

    @Test
    void isNotCutShortByTheOperationsOfOtherThreads() throws Exception {
        Kaska client = client();
        List<String> topics = topics(client, "silent", "other");
        client.subscribe(topics.subList(0, 1));
        Duration wait = Duration.ofMillis(800);
        var poll = inBackground(() -> {
            long start = System.nanoTime();
            assertThat(client.poll(10, wait)).isEmpty();
            return Duration.ofNanos(System.nanoTime() - start);
        });
        while (!poll.isDone()) {
            client.send(topics.get(1), Payloads.bytes("m"));
            Thread.sleep(1);
        }
        assertThat(poll.result()).isGreaterThanOrEqualTo(wait);
    }

    @Test
    void severalThreadsMayWaitAndEachMessageGoesToOne() throws Exception {
        Kaska sender = client();
        String topic = topic(sender, "shared");
        Kaska client = subscriber(topic);
        List<Background<List<Message>>> polls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            polls.add(inBackground(() -> client.poll(1, LONG)));
        }
        for (Background<List<Message>> poll : polls) {
            poll.settle();
        }
        for (int i = 0; i < 3; i++) {
            sender.send(topic, Payloads.bytes("m" + i));
        }
        List<String> seen = new ArrayList<>();
        for (Background<List<Message>> poll : polls) {
            seen.addAll(texts(poll.result()));
        }
        assertThat(seen).containsExactlyInAnyOrder("m0", "m1", "m2");
    }

    @Test
    void aPollThatDoesNotWaitIsNotDelayedByOneThatDoes() throws Exception {
        Kaska client = client();
        String topic = topic(client, "silent");
        client.subscribe(List.of(topic));
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        assertThat(client.poll()).isEmpty();
        assertThat(client.poll(5, Duration.ZERO)).isEmpty();
        assertThat(client.position(topic)).isZero();
        assertThat(poll.isDone()).isFalse();
        client.send(topic, Payloads.bytes("end"));
        assertThat(texts(poll.result())).containsExactly("end");
    }

    @Test
    void ofManyClientsAllAreWoken() throws Exception {
        Kaska sender = client();
        String topic = topic(sender, "all");
        List<Background<List<Message>>> polls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Kaska client = subscriber(topic);
            polls.add(inBackground(() -> client.poll(1, LONG)));
        }
        polls.get(19).settle();
        sender.send(topic, Payloads.bytes("for all"));
        for (Background<List<Message>> poll : polls) {
            assertThat(texts(poll.result())).containsExactly("for all");
        }
    }

    @Test
    void unsubscribeEndsIt() throws Exception {
        Kaska client = client();
        String topic = topic(client, "left");
        client.subscribe(List.of(topic));
        var poll = inBackground(() -> {
            try {
                return client.poll(10, LONG).size();
            } catch (NotSubscribedException e) {
                return 0;
            }
        });
        poll.settle();
        client.unsubscribe();
        client.send(topic, Payloads.bytes("nobody wants it"));
        assertThat(poll.result()).as("messages of a topic that was left").isZero();
    }

    @Test
    void aSeekWhileItWaitsIsObeyed() throws Exception {
        Kaska client = client();
        String topic = topic(client, "moved");
        for (int i = 0; i < 3; i++) {
            client.send(topic, Payloads.bytes("m" + i));
        }
        client.subscribe(List.of(topic));
        var poll = inBackground(() -> client.poll(1, LONG));
        poll.settle();
        client.seek(topic, 1);
        assertThat(texts(poll.result())).containsExactly("m1");
        assertThat(client.position(topic)).isEqualTo(2);
    }

    @Test
    void deletingAWaitingTopicIsNoErrorAndOthersStillWakeIt() throws Exception {
        Kaska sender = client();
        List<String> topics = topics(sender, "deleted", "alive");
        Kaska client = client();
        client.subscribe(topics);
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        sender.deleteTopic(topics.get(0));
        Thread.sleep(100);
        assertThat(poll.isDone()).as("still nothing there").isFalse();
        sender.send(topics.get(1), Payloads.bytes("alive"));
        assertThat(texts(poll.result())).containsExactly("alive");
    }

    @Test
    void aDeletedTopicInTheRingDoesNotShortenTheWait() {
        Kaska client = client();
        List<String> topics = topics(client, "deleted", "alive");
        client.subscribe(topics);
        client().deleteTopic(topics.get(0));
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            assertThat(client.poll(10, Duration.ofMillis(300))).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void aTopicCreatedAnewWhileItWaitsIsReadByThisPollOrTheNext() throws Exception {
        Kaska sender = client();
        String topic = topic(sender, "anew");
        Kaska client = subscriber(topic);
        var poll = inBackground(() -> client.poll(10, Duration.ofSeconds(4)));
        poll.settle();
        sender.deleteTopic(topic);
        sender.createTopic(topic);
        sender.send(topic, Payloads.bytes("new"));
        List<Message> seen = new ArrayList<>(poll.result());
        seen.addAll(client.poll(10, Duration.ZERO));
        assertThat(texts(seen)).containsExactly("new");
    }

    @Test
    void manyWakeUpsLoseNothing() throws Exception {
        Kaska sender = client();
        List<String> topics = topics(sender, "a", "b", "c");
        Kaska client = client();
        client.subscribe(topics);
        int count = 2_000;
        var reader = inBackground(() -> {
            List<Message> seen = new ArrayList<>();
            while (seen.size() < count) {
                List<Message> some = client.poll(7, LONG);
                if (some.isEmpty()) {
                    throw new KaskaException("a minute without a message, after " + seen.size());
                }
                seen.addAll(some);
            }
            return seen;
        });
        for (int i = 0; i < count; i++) {
            sender.send(topics.get(i % 3), Payloads.bytes("m" + i));
        }
        for (String topic : topics) {
            List<Message> ofTopic = reader.result().stream()
                    .filter(message -> message.topic().equals(topic))
                    .toList();
            for (int i = 0; i < ofTopic.size(); i++) {
                assertThat(ofTopic.get(i).offset()).isEqualTo(i);
            }
        }
    }
}
