package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.AlreadySubscribedException;
import io.kaska.Kaska;
import io.kaska.NotSubscribedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code subscribe}, {@code unsubscribe}, {@code position}, {@code seek}. */
abstract class SubscriptionContract extends ContractTests {
    SubscriptionContract(KaskaAcceptance suite) {
        super(suite);
    }

    static List<ClientOperation> needingASubscription() {
        List<ClientOperation> all = new ArrayList<>(ClientOperation.onASubscription());
        all.addAll(ClientOperation.onASubscribedTopic());
        return all;
    }

    static List<ClientOperation> onASubscribedTopic() {
        return ClientOperation.onASubscribedTopic();
    }

    @Test
    void eachTopicStartsAtItsEnd() {
        Kaska client = client();
        List<String> topics = topics(client, "empty", "filled");
        client.send(topics.get(1), Payloads.bytes("before"));
        assertThat(client.subscribe(topics)).isEqualTo(2);
        assertThat(client.position(topics.get(0))).isZero();
        assertThat(client.position(topics.get(1))).isEqualTo(1);
        assertThat(client.poll()).as("what was sent before is not given").isEmpty();

        client.send(topics.get(1), Payloads.bytes("after"));
        assertThat(text(client.poll())).isEqualTo("after");
    }

    @Test
    void topicsThatDoNotExistOrAreRepeatedAreIgnored() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        String unknown = freshName("unknown");
        List<String> asked = List.of(topics.get(0), unknown, topics.get(1), topics.get(0), unknown, topics.get(1));
        assertThat(client.subscribe(asked)).isEqualTo(2);
        assertThatExceptionOfType(NotSubscribedException.class).isThrownBy(() -> client.position(unknown));

        client.createTopic(unknown);
        client.send(unknown, Payloads.bytes("not asked for"));
        assertThat(client.poll()).as("a topic made later is not subscribed to").isEmpty();
    }

    @Test
    void theFirstMentionOfARepeatedTopicIsItsPlaceInTheRing() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.subscribe(List.of(topics.get(0), topics.get(1), topics.get(0)));
        topics.forEach(topic -> client.send(topic, Payloads.bytes(topic)));
        assertThat(texts(drain(client))).containsExactlyElementsOf(topics);
    }

    @Test
    void aSubscribeThatMatchesNothingLeavesTheClientUnsubscribed() {
        Kaska client = client();
        assertThat(client.subscribe(List.of())).isZero();
        assertThat(client.subscribe(List.of(freshName("unknown")))).isZero();
        assertThatExceptionOfType(NotSubscribedException.class).isThrownBy(client::poll);
        assertThatExceptionOfType(NotSubscribedException.class).isThrownBy(client::unsubscribe);
        assertThat(client.subscribe(List.of(topic(client, "real")))).isEqualTo(1);
    }

    @Test
    void aSecondSubscribeIsRefusedWhateverItAsksFor() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.subscribe(topics.subList(0, 1));
        for (List<String> more : List.of(topics, topics.subList(0, 1), List.<String>of(), List.of(freshName("no")))) {
            assertThatExceptionOfType(AlreadySubscribedException.class).isThrownBy(() -> client.subscribe(more));
        }
        client.send(topics.get(1), Payloads.bytes("b"));
        client.send(topics.get(0), Payloads.bytes("a"));
        assertThat(texts(drain(client))).as("the first one is as it was").containsExactly("a");
    }

    @Test
    void theApplicationMayReuseItsCollection() {
        Kaska client = client();
        String topic = topic(client, "a");
        String[] array = {topic};
        List<String> list = Arrays.asList(array);
        client.subscribe(list);
        array[0] = "something else";
        client.send(topic, Payloads.bytes("m"));
        assertThat(text(client.poll())).isEqualTo("m");
    }

    @ParameterizedTest
    @MethodSource("needingASubscription")
    void failsWithoutASubscription(ClientOperation operation) {
        Kaska client = client();
        String topic = topic(client, "unsubscribed");
        assertThatExceptionOfType(NotSubscribedException.class)
                .isThrownBy(() -> operation.call().on(client, topic));
        client.subscribe(List.of(topic));
        client.unsubscribe();
        assertThatExceptionOfType(NotSubscribedException.class)
                .isThrownBy(() -> operation.call().on(client, topic));
    }

    @ParameterizedTest
    @MethodSource("onASubscribedTopic")
    void failsForATopicOutsideTheSubscription(ClientOperation operation) {
        Kaska client = client();
        List<String> topics = topics(client, "in", "out");
        client.subscribe(topics.subList(0, 1));
        assertThatExceptionOfType(NotSubscribedException.class)
                .isThrownBy(() -> operation.call().on(client, topics.get(1)));
        assertThatExceptionOfType(NotSubscribedException.class)
                .isThrownBy(() -> operation.call().on(client, freshName("unknown")));
    }

    @Test
    void unsubscribeForgetsPositionsAndWhatWasReadAhead() {
        Kaska client = client();
        String topic = topic(client, "again");
        client.subscribe(List.of(topic));
        for (String text : List.of("0", "1", "2")) {
            client.send(topic, Payloads.bytes(text));
        }
        assertThat(text(client.poll())).isEqualTo("0");
        client.unsubscribe();
        assertThat(client.subscribe(List.of(topic))).isEqualTo(1);
        assertThat(client.position(topic)).isEqualTo(3);
        assertThat(client.poll()).isEmpty();
        client.send(topic, Payloads.bytes("3"));
        assertThat(text(client.poll())).isEqualTo("3");
    }

    @Test
    void thePositionIsThatOfTheNextMessageWhateverWasReadAhead() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.subscribe(topics);
        for (int i = 0; i < 20; i++) {
            client.send(topics.get(0), Payloads.bytes("m" + i));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(client.position(topics.get(0))).isEqualTo(i);
            assertThat(text(client.poll())).isEqualTo("m" + i);
            assertThat(client.position(topics.get(1))).isZero();
        }
        assertThat(client.position(topics.get(0))).isEqualTo(20);
        client.poll();
        assertThat(client.position(topics.get(0)))
                .as("an empty poll moves nothing")
                .isEqualTo(20);
    }

    @Test
    void seekMovesBackAndForward() {
        Kaska client = client();
        String topic = topic(client, "seek");
        client.subscribe(List.of(topic));
        for (int i = 0; i < 10; i++) {
            client.send(topic, Payloads.bytes("m" + i));
        }
        for (int offset : new int[] {5, 0, 9, 3, 3, 4, 8, 1}) {
            client.seek(topic, offset);
            assertThat(client.position(topic)).isEqualTo(offset);
            assertThat(text(client.poll())).isEqualTo("m" + offset);
            assertThat(client.position(topic)).isEqualTo(offset + 1);
        }
    }

    @Test
    void seekingPastTheEndWaitsForThatMessage() {
        Kaska client = client();
        String topic = topic(client, "seek");
        client.subscribe(List.of(topic));
        client.send(topic, Payloads.bytes("m0"));
        client.seek(topic, 3);
        assertThat(client.position(topic)).isEqualTo(3);
        for (int i = 1; i < 3; i++) {
            assertThat(client.poll()).isEmpty();
            client.send(topic, Payloads.bytes("m" + i));
        }
        assertThat(client.poll()).isEmpty();
        assertThat(client.position(topic)).isEqualTo(3);
        client.send(topic, Payloads.bytes("m3"));
        assertThat(client.poll()).hasValueSatisfying(message -> {
            assertThat(message.offset()).isEqualTo(3);
            assertThat(text(message)).isEqualTo("m3");
        });
    }

    @Test
    void theFarthestOffsetIsAPositionLikeAnyOther() {
        Kaska client = client();
        List<String> topics = topics(client, "far", "near");
        client.subscribe(topics);
        client.send(topics.get(0), Payloads.bytes("far"));
        for (long far : new long[] {Long.MAX_VALUE, Integer.MAX_VALUE + 1L, 1L << 48}) {
            client.seek(topics.get(0), far);
            assertThat(client.position(topics.get(0))).isEqualTo(far);
            client.send(topics.get(1), Payloads.bytes("near"));
            assertThat(texts(drain(client))).containsExactly("near");
        }
    }

    @Test
    void aNegativeOffsetIsAWrongArgument() {
        Kaska client = client();
        String topic = topic(client, "seek");
        client.subscribe(List.of(topic));
        client.send(topic, Payloads.bytes("m"));
        for (long negative : new long[] {-1, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> client.seek(topic, negative));
        }
        assertThat(client.position(topic)).isZero();
        assertThat(text(client.poll())).isEqualTo("m");
    }

    @Test
    void subscriptionsOfTwoClientsDoNotMeet() {
        Kaska one = client();
        String topic = topic(one, "both");
        one.subscribe(List.of(topic));
        one.send(topic, Payloads.bytes("m0"));
        Kaska other = subscriber(topic);
        one.send(topic, Payloads.bytes("m1"));

        assertThat(texts(drain(one))).containsExactly("m0", "m1");
        assertThat(texts(drain(other))).containsExactly("m1");
        other.seek(topic, 0);
        assertThat(one.position(topic)).isEqualTo(2);
        one.unsubscribe();
        assertThat(texts(drain(other))).containsExactly("m0", "m1");
    }
}
