package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.cli.Launcher.Outcome;
import io.kaska.kafka.SharedCluster;
import io.kaska.server.KaskaBroker;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The programs of the folder {@code examples}, run as its reader runs them. */
class ExamplesIT {
    private static final String PUBLISHER =
            Launcher.ROOT.resolve("examples/Publisher.java").toString();
    private static final String SUBSCRIBER =
            Launcher.ROOT.resolve("examples/Subscriber.java").toString();

    @Test
    void onKaska() {
        try (KaskaBroker broker = KaskaBroker.builder().start()) {
            publishesAndGoesOnWhereItWas("kaska://localhost:" + broker.port());
        }
    }

    @Test
    void onKafka() {
        publishesAndGoesOnWhereItWas(SharedCluster.get().url());
    }

    @Test
    void theEnvironmentWillDo() {
        try (KaskaBroker broker = KaskaBroker.builder().start()) {
            Map<String, String> environment = Map.of("KASKA_URL", "kaska://localhost:" + broker.port());
            assertThat(Launcher.run(environment, "one\n", "run", PUBLISHER, "news")
                            .out())
                    .isEqualTo("0\n");
            assertThat(Launcher.run(environment, "", "run", SUBSCRIBER, "news", "bob")
                            .out())
                    .isEqualTo("0: one\n");
        }
    }

    @Test
    void whatGoesWrongIsOneLine() {
        Outcome none = Launcher.run(Map.of(), "", "run", SUBSCRIBER, "news");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).isEqualTo("usage: Subscriber.java TOPIC NAME [--url URL]\n");
        Outcome away = Launcher.run(Map.of(), "one\n", "run", PUBLISHER, "news", "--url", "kaska://localhost:1");
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.err()).contains("localhost").containsOnlyOnce("\n");
        try (KaskaBroker broker = KaskaBroker.builder().start()) {
            Outcome unknown = Launcher.run(
                    Map.of(), "", "run", SUBSCRIBER, "nothing", "bob", "--url", "kaska://localhost:" + broker.port());
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err()).contains("nothing").containsOnlyOnce("\n");
        }
    }

    @Test
    void aProgramHasToBeNamed() {
        Outcome outcome = Launcher.run(Map.of(), "", "run");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).endsWith("usage: kaska run FILE.java [ARGUMENT...]\n");
    }

    @Test
    void aProgramHasToBeAFileOfSource() {
        for (String wrong : new String[] {"nothing.java", "README.md", Launcher.ROOT.toString()}) {
            Outcome outcome = Launcher.run(Map.of(), "", "run", wrong);
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err())
                    .endsWith("kaska run: " + wrong + " is no file of Java source, whose name ends in .java\n");
        }
    }

    private static void publishesAndGoesOnWhereItWas(String url) {
        assertThat(publish("hello\ncafé\n", url)).isEqualTo("0\n1\n");
        assertThat(subscribe("bob", url)).isEqualTo("0: hello\n1: café\n");
        assertThat(publish("again\n", url)).isEqualTo("2\n");
        assertThat(subscribe("bob", url)).isEqualTo("2: again\n");
        assertThat(subscribe("carol", url)).isEqualTo("0: hello\n1: café\n2: again\n");
    }

    private static String publish(String lines, String url) {
        return out(Launcher.run(Map.of(), lines, "run", PUBLISHER, "examples", "--url", url));
    }

    private static String subscribe(String name, String url) {
        return out(Launcher.run(Map.of(), "", "run", SUBSCRIBER, "examples", name, "--url", url));
    }

    private static String out(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.out();
    }
}
