package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.cli.Launcher.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The one-shot commands on topics, through the real launcher, on a broker with a rule of its own. */
class TopicIT {
    private static Launcher broker = Launcher.broker("--retention-age", "7d", "--retention-bytes", "1G");
    private static int port;

    @BeforeAll
    static void awaitBroker() {
        port = broker.awaitPort();
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    private static Outcome topic(String... words) {
        List<String> all = new ArrayList<>(List.of("topic"));
        all.addAll(List.of(words));
        all.addAll(List.of("--port", String.valueOf(port)));
        return Launcher.run(Map.of(), "", all.toArray(String[]::new));
    }

    private static void assertSays(String lines, String... words) {
        Outcome outcome = topic(words);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo(lines);
        assertThat(outcome.exitCode()).isZero();
    }

    private static void assertFails(String text, String... words) {
        Outcome outcome = topic(words);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("kaska topic: ").contains(text).hasLineCount(1);
    }

    @Test
    void topicsAreMadeTrimmedAndDeleted() {
        assertSays("created trimmed\n", "create", "trimmed");
        try (Kaska kaska = Kaska.connect("localhost", port)) {
            for (int i = 0; i < 5; i++) {
                kaska.send("trimmed", "m".getBytes(StandardCharsets.UTF_8));
            }
            assertSays("earliest 3\n", "trim", "trimmed", "3");
            assertThat(kaska.earliestOffset("trimmed")).isEqualTo(3);
        }
        assertThat(topic("list").out().lines()).contains("trimmed");
        assertFails("out of the range", "trim", "trimmed", "6");
        assertFails("is not an offset", "trim", "trimmed", "six");
        assertSays("deleted trimmed\n", "delete", "trimmed");
        assertFails("trimmed", "trim", "trimmed", "1");
    }

    @Test
    void aTopicIsGivenARuleOfItsOwn() {
        assertSays("created ruled\n", "create", "ruled");
        assertSays("age 7d\nbytes 1073741824\n", "retention", "ruled");
        assertSays("age 90m\nbytes 1024\n", "retention", "ruled", "--age", "90m", "--bytes", "1k");
        assertSays("age 90m\nbytes 1024\n", "retention", "ruled");
        assertSays("age unlimited\nbytes unlimited\n", "retention", "ruled", "--unlimited");
        assertSays("age unlimited\nbytes 5\n", "retention", "ruled", "--bytes", "5");
        assertSays("age 7d\nbytes 1073741824\n", "retention", "ruled", "--default");
        assertFails("exclude each other", "retention", "ruled", "--default", "--age", "1d");
        assertFails("'soon' is no time span", "retention", "ruled", "--age", "soon");
        assertFails("1 ms or more", "retention", "ruled", "--age", "0s");
        assertFails("nowhere", "retention", "nowhere");
    }
}
