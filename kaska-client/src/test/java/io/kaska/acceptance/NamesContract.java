package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which names are legal, in every operation that takes one. */
abstract class NamesContract extends ContractTests {
    private static final int MAX_SIZE = 65_534;

    NamesContract(KaskaAcceptance suite) {
        super(suite);
    }

    static List<String> oddButLegal() {
        return List.of(
                " ",
                ".",
                "..",
                "../../etc/passwd",
                "/",
                "a/b//c\\d",
                "con",
                "%41",
                "A",
                "a",
                "tab\tline\nreturn\r",
                "\u007f\u0001",
                "*?<>|:\"'$`;&",
                "ñandú, 東京, Ω≈ç",
                "𝄞 and 🙂",
                "e\u0301 is not \u00e9",
                "\ufeffmark",
                "\uffff\ufdd0");
    }

    static List<String> bad() {
        return List.of(
                "",
                "\0",
                "before\0after",
                "x".repeat(MAX_SIZE + 1),
                "x".repeat(1 << 20),
                "€".repeat(MAX_SIZE / 3 + 1),
                "\ud834",
                "\udd1e",
                "ends high \ud834",
                "\udd1e\ud834 the wrong way round");
    }

    static List<Arguments> badInEveryOperation() {
        List<Arguments> all = new ArrayList<>();
        for (ClientOperation operation : ClientOperation.takingATopic()) {
            for (String name : bad()) {
                all.add(Arguments.argumentSet(operation + ", " + shown(name), operation, name));
            }
        }
        return all;
    }

    private static String shown(String name) {
        return name.chars().limit(6).mapToObj(Integer::toHexString).toList() + " of " + name.length();
    }

    @ParameterizedTest
    @MethodSource("oddButLegal")
    void anOddNameIsANameLikeAnyOther(String odd) {
        Kaska client = client();
        for (String name : List.of(freshName(odd), used(odd))) {
            client.createTopic(name);
            assertThat(client.topics()).contains(name);
            assertThat(client.subscribe(List.of(name))).isEqualTo(1);
            assertThat(client.send(name, Payloads.bytes("m"))).isZero();
            assertThat(client.poll())
                    .hasValueSatisfying(message -> assertThat(message.topic()).isEqualTo(name));
            client.commit(name, name, 17);
            assertThat(client().committed(name, name)).isEqualTo(17);
            client.unsubscribe();
        }
    }

    @Test
    void namesThatLookAlikeAreDifferentTopics() {
        Kaska client = client();
        List<String> alike = new ArrayList<>();
        String start = freshName("like");
        for (String end : List.of("e", "E", "\u00e9", "e\u0301", "e ", "e.", "e/", "%65", "e%")) {
            alike.add(used(start + end));
        }
        alike.forEach(client::createTopic);
        for (int i = 0; i < alike.size(); i++) {
            client.send(alike.get(i), Payloads.bytes("x".repeat(i + 1)));
            client.commit("who", alike.get(i), i);
        }
        for (int i = 0; i < alike.size(); i++) {
            assertThat(client.messageLength(alike.get(i), 0)).isEqualTo(i + 1);
            assertThat(client.committed("who", alike.get(i))).isEqualTo(i);
        }
    }

    @Test
    void theLongestNameWorksInEveryOperation() {
        Kaska client = client();
        String topic = used(suite.longestTopicName(freshName("long")));
        String alike = used(suite.longestTopicName(freshName("long")));
        String owner = "c".repeat(MAX_SIZE);
        client.createTopic(topic);
        client.createTopic(alike);
        assertThat(client.subscribe(List.of(topic, alike))).isEqualTo(2);
        assertThat(client.send(topic, Payloads.bytes("m"))).isZero();
        assertThat(client.messageLength(topic, 0)).isEqualTo(1);
        assertThat(client.endOffset(topic)).isEqualTo(1);
        assertThat(client.endOffset(alike)).isZero();
        assertThat(client.poll())
                .hasValueSatisfying(message -> assertThat(message.topic()).isEqualTo(topic));
        client.commit(owner, topic, 1);
        assertThat(client().committed(owner, topic)).isEqualTo(1);
        assertThat(client().topics()).contains(topic, alike);
        client.deleteTopic(topic);
        assertThat(client.topics()).contains(alike).doesNotContain(topic);
    }

    @Test
    void theLongestClientNameOfSeveralBytesACharacterWorks() {
        Kaska client = client();
        String topic = topic(client, "clients");
        String owner = "€".repeat(MAX_SIZE / 3) + "xx";
        client.commit(owner, topic, 5);
        assertThat(client.committed(owner, topic)).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("badInEveryOperation")
    void aBadTopicNameIsAWrongArgument(ClientOperation operation, String name) {
        Kaska client = client();
        assertThatIllegalArgumentException().isThrownBy(() -> operation.call().on(client, name));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadClientNameIsAWrongArgument(String name) {
        Kaska client = client();
        String topic = topic(client, "committed");
        assertThatIllegalArgumentException().isThrownBy(() -> client.commit(name, topic, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> client.committed(name, topic));
    }

    @Test
    void aBadNameAmongOthersSubscribesToNothing() {
        Kaska client = client();
        String topic = topic(client, "good");
        assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(List.of(topic, "bad\0")));
        assertThat(client.subscribe(List.of(topic)))
                .as("nothing was subscribed to")
                .isEqualTo(1);
    }

    @Test
    void theErrorOfABadNameIsShort() {
        Kaska client = client();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.createTopic("x".repeat(1 << 20)))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(500));
    }
}
