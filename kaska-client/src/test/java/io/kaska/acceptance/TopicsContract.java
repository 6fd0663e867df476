package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.TopicExistsException;
import io.kaska.UnknownTopicException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code createTopic}, {@code deleteTopic}, {@code topicCount}, {@code topics}, and topics that are not there. */
abstract class TopicsContract extends ContractTests {
    TopicsContract(KaskaAcceptance suite) {
        super(suite);
    }

    static List<ClientOperation> onATopic() {
        return ClientOperation.onATopic();
    }

    @Test
    void aNewTopicIsEmpty() {
        Kaska client = client();
        String topic = topic(client, "new");
        assertThat(client.endOffset(topic)).isZero();
        assertThat(client.messageLength(topic, 0)).isZero();
    }

    @Test
    void aTopicCanBeCreatedOnlyOnce() {
        Kaska client = client();
        String topic = topic(client, "once");
        client.send(topic, Payloads.bytes("kept"));

        assertThatExceptionOfType(TopicExistsException.class).isThrownBy(() -> client.createTopic(topic));
        assertThatExceptionOfType(TopicExistsException.class).isThrownBy(() -> client().createTopic(topic));
        assertThat(client.endOffset(topic)).as("the first one is as it was").isEqualTo(1);
    }

    @Test
    void whatOneClientCreatesAllOthersSee() {
        Kaska one = client();
        Kaska other = client();
        String topic = topic(one, "seen");
        assertThat(other.topics()).contains(topic);
        assertThat(other.send(topic, Payloads.bytes("m"))).isZero();
        assertThat(one.endOffset(topic)).isEqualTo(1);
    }

    @Test
    void theNumberOfTopicsFollowsCreateAndDelete() {
        Kaska client = client();
        int before = client.topicCount();
        String first = topic(client, "counted");
        topic(client, "counted");
        assertThat(client.topicCount()).isEqualTo(before + 2);
        assertThat(client.topics()).hasSize(before + 2);

        client.deleteTopic(first);
        assertThat(client.topicCount()).isEqualTo(before + 1);
        assertThat(client.topics()).hasSize(before + 1).doesNotContain(first);
    }

    @ParameterizedTest
    @MethodSource("onATopic")
    void failsIfThereIsNoSuchTopic(ClientOperation operation) {
        Kaska client = client();
        String unknown = freshName("unknown");
        assertThatExceptionOfType(UnknownTopicException.class)
                .isThrownBy(() -> operation.call().on(client, unknown));
        assertThat(client.topics()).as("nothing makes a topic but createTopic").doesNotContain(unknown);
    }

    @ParameterizedTest
    @MethodSource("onATopic")
    void failsOnceTheTopicIsDeleted(ClientOperation operation) {
        Kaska client = client();
        String topic = topic(client, "deleted");
        client.send(topic, Payloads.bytes("m"));
        client().deleteTopic(topic); // by another: this client still knows the topic from before

        assertThatExceptionOfType(UnknownTopicException.class)
                .isThrownBy(() -> operation.call().on(client, topic));
    }

    @Test
    void aTopicCreatedAnewBeginsAtZero() {
        Kaska client = client();
        Kaska other = client();
        String topic = topic(client, "anew");
        client.send(topic, Payloads.bytes("old"));
        other.send(topic, Payloads.bytes("old too"));
        client.deleteTopic(topic);
        client.createTopic(topic);

        assertThat(other.endOffset(topic)).isZero();
        assertThat(other.messageLength(topic, 0)).isZero();
        assertThat(other.send(topic, Payloads.bytes("new"))).isZero();
        assertThat(client.endOffset(topic)).isEqualTo(1);
    }

    @Test
    void deletingOneTopicLeavesTheOthersAlone() {
        Kaska client = client();
        List<String> topics = topics(client, "left", "deleted", "left");
        topics.forEach(topic -> client.send(topic, Payloads.bytes(topic)));
        client.deleteTopic(topics.get(1));

        client.subscribe(topics);
        for (String topic : List.of(topics.get(0), topics.get(2))) {
            client.seek(topic, 0);
            assertThat(text(client.poll())).isEqualTo(topic);
        }
    }

    @Test
    void thousandsOfTopicsAreListedInTheOrderOfTheirCreation() {
        Kaska client = client();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < suite.manyTopics(); i++) {
            // Long names, so that the list does not fit into one answer.
            made.add(topic(client, "list" + "-".repeat(i % 1_500)));
        }
        Set<String> listed = client().topics();
        assertThat(listed).containsAll(made);
        assertThat(listed.stream().filter(Set.copyOf(made)::contains).toList()).containsExactlyElementsOf(made);
    }

    @Test
    void aListTakenWhileTopicsComeAndGoHasAllThatWereThereAllTheTime() throws Exception {
        Kaska client = client();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < Math.min(suite.manyTopics(), 300); i++) {
            made.add(topic(client, "stays"));
            topic(client, "goes");
        }
        AtomicBoolean over = new AtomicBoolean();
        var churn = inBackground(() -> {
            Kaska other = client();
            List<String> goes = new ArrayList<>(other.topics());
            goes.removeIf(name -> !name.startsWith("goes-"));
            Collections.shuffle(goes, new Random(7));
            for (int i = 0; i < goes.size() && !over.get(); i++) {
                other.deleteTopic(goes.get(i));
                topic(other, "comes");
            }
            return true;
        });
        Kaska lister = client();
        while (!churn.isDone()) {
            assertThat(lister.topics()).containsAll(made);
        }
        over.set(true);
        assertThat(churn.result()).isTrue();
    }

    @Test
    void theListBelongsToTheCaller() {
        Kaska client = client();
        String topic = topic(client, "mine");
        client.topics().clear();
        assertThat(client.topics()).contains(topic);
    }
}
