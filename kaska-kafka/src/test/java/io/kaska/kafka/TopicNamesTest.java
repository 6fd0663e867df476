package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
    /** What makes escapes, and what is near to them. */
    private static final String[] PIECES = {
        "_", ".", "_.", "41", "C3", "A9", "a", "-", "é", "☃", "𝄞", " ", "/", "5F", "..", "__", "_.41.", "F"
    };

    @ParameterizedTest
    @CsvSource({
        "news,news",
        "orders.eu-1_x,orders.eu-1_x",
        "orders_2024,orders_2024",
        "café,caf_.C3A9.",
        "a b,a_.20.b",
        ".,_.2E.",
        "..,_.2E..",
        "...,...",
        "_.41.,_.5F..41.",
        "_.4.,_.4."
    })
    void isWrittenSo(String topic, String kafkaName) {
        assertThat(TopicNames.encode(topic)).isEqualTo(kafkaName);
        assertThat(TopicNames.decode(kafkaName)).contains(topic);
    }

    @ParameterizedTest
    @CsvSource({"a.b,a_.2E.b", "a_b,a_.5F.b", "a-b,a-b"})
    void isWrittenApartSo(String topic, String kafkaName) {
        assertThat(TopicNames.apart(topic)).contains(kafkaName);
        assertThat(TopicNames.decode(kafkaName)).contains(topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_.41.", "_.FF.", "_.00.", "a_.C3.b", "a_.2D.b"})
    void aNameThatIsNoneOfOursHasNone(String kafkaName) {
        assertThat(TopicNames.decode(kafkaName)).isEmpty();
    }

    @Test
    void everyNameComesBackAndIsLegal() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder made = new StringBuilder();
            for (int pieces = 1 + random.nextInt(8); pieces > 0; pieces--) {
                made.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String topic = made.toString();
            for (String name : new String[] {
                TopicNames.encode(topic), TopicNames.apart(topic).orElseThrow()
            }) {
                assertThat(name)
                        .as("%s of seed %d", topic, seed)
                        .matches("[a-zA-Z0-9._-]+")
                        .isNotIn(".", "..");
                assertThat(TopicNames.decode(name))
                        .as("%s of seed %d", name, seed)
                        .contains(topic);
            }
        }
    }

    @Test
    void whatIsTooLongIsAWrongArgument() {
        assertThat(TopicNames.encode("x".repeat(249))).hasSize(249);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicNames.encode("x".repeat(250)))
                .withMessageContaining("249");
        assertThatIllegalArgumentException().isThrownBy(() -> TopicNames.encode("é".repeat(62)));
        assertThat(TopicNames.apart("_".repeat(200))).isEmpty();
    }

    @Test
    void aGroupIsThatOfTheClientsNameUnlessItIsTooLong() {
        assertThat(GroupNames.group("who ☃")).isEqualTo("who ☃");
        assertThat(GroupNames.group("x".repeat(32_767))).hasSize(32_767);
        String nameless = GroupNames.group("x".repeat(32_768));
        assertThat(nameless).isEqualTo(GroupNames.group("x".repeat(32_768))).hasSizeLessThan(100);
        assertThat(GroupNames.isNameless(nameless)).isTrue();
        assertThat(GroupNames.group(nameless)).as("no other client's").isNotEqualTo(nameless);
    }
}
