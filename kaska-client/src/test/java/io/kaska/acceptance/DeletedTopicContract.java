package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Topics that are deleted, and created anew, while somebody is subscribed to them. */
abstract class DeletedTopicContract extends ContractTests {
    DeletedTopicContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void isPassedOverAndStaysSubscribed() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b", "c");
        client.subscribe(topics);
        client().deleteTopic(topics.get(1));
        client.send(topics.get(2), Payloads.bytes("c"));
        client.send(topics.get(0), Payloads.bytes("a"));
        assertThat(texts(drain(client))).containsExactly("a", "c");
        assertThat(client.position(topics.get(1))).as("still subscribed").isZero();
        client.seek(topics.get(1), 4);
        assertThat(client.position(topics.get(1))).isEqualTo(4);
    }

    @Test
    void allTopicsDeletedIsNothingThere() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.subscribe(topics);
        topics.forEach(client()::deleteTopic);
        assertThat(client.poll()).isEmpty();
        assertThat(client.poll(10, Duration.ZERO)).isEmpty();
        assertThat(client.poll(10, Duration.ofMillis(50))).isEmpty();
        client.unsubscribe();
    }

    @Test
    void createdAnewItIsReadFromThePosition() {
        Kaska client = client();
        Kaska other = client();
        String topic = topic(other, "anew");
        client.subscribe(List.of(topic));
        other.deleteTopic(topic);
        assertThat(client.poll()).isEmpty();
        other.createTopic(topic);
        assertThat(client.poll()).isEmpty();
        other.send(topic, Payloads.bytes("new"));
        assertThat(text(client.poll())).isEqualTo("new");
    }

    @Test
    void createdAnewBetweenTwoPollsItIsReadFromThePosition() {
        Kaska client = client();
        Kaska other = client();
        String topic = topic(other, "anew");
        client.subscribe(List.of(topic));
        for (int i = 0; i < 2; i++) {
            other.send(topic, Payloads.bytes("old"));
        }
        assertThat(drain(client)).hasSize(2);
        other.deleteTopic(topic);
        other.createTopic(topic);
        for (int i = 0; i < 3; i++) {
            assertThat(client.poll()).as("the position is 2 still").isEmpty();
            other.send(topic, Payloads.bytes("new" + i));
        }
        Message message = client.poll().orElseThrow();
        assertThat(message.offset()).isEqualTo(2);
        assertThat(text(message)).isEqualTo("new2");
        client.seek(topic, 0);
        assertThat(texts(drain(client))).containsExactly("new0", "new1", "new2");
    }

    @Test
    void afterAnOwnDeleteNothingOfItIsGiven() {
        Kaska client = client();
        List<String> topics = topics(client, "deleted", "alive");
        client.subscribe(topics);
        for (int i = 0; i < 10; i++) {
            client.send(topics.get(0), Payloads.bytes("old" + i));
        }
        assertThat(text(client.poll())).isEqualTo("old0");
        client.deleteTopic(topics.get(0));
        assertThat(client.poll()).isEmpty();
        client.send(topics.get(1), Payloads.bytes("alive"));
        assertThat(texts(drain(client))).containsExactly("alive");
    }

    @Test
    void afterTheDeleteOfAnotherOnlyWhatWasReadAheadMayBeGiven() {
        Kaska client = client();
        Kaska other = client();
        List<String> topics = topics(other, "deleted", "alive");
        client.subscribe(topics);
        for (int i = 0; i < 10; i++) {
            other.send(topics.get(0), Payloads.bytes("old" + i));
        }
        assertThat(text(client.poll())).isEqualTo("old0");
        other.deleteTopic(topics.get(0));
        other.createTopic(topics.get(0));
        other.send(topics.get(1), Payloads.bytes("alive"));
        List<Message> rest = drain(client);
        assertThat(texts(rest)).contains("alive");
        assertThat(rest)
                .filteredOn(message -> !text(message).equals("alive"))
                .allSatisfy(message -> assertThat(text(message)).isEqualTo("old" + message.offset()));
        client.seek(topics.get(0), 0);
        other.send(topics.get(0), Payloads.bytes("new"));
        assertThat(texts(drain(client))).containsExactly("new");
    }

    @Test
    void aPublisherThatKnowsTheTopicGoesOnOnTheNewOne() {
        Kaska client = client();
        Kaska other = client();
        String topic = topic(client, "anew");
        for (int round = 0; round < 20; round++) {
            assertThat(client.send(topic, Payloads.bytes("m"))).isZero();
            assertThat(client.send(topic, List.of(Payloads.buffer("m"), Payloads.buffer("m"))))
                    .isEqualTo(1);
            assertThat(client.sendAsync(topic, Payloads.buffer("m")).join()).isEqualTo(3);
            other.deleteTopic(topic);
            other.createTopic(topic);
        }
    }
}
