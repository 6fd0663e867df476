package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.cli.Launcher.Outcome;
import io.kaska.kafka.SharedCluster;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands of the launcher with the URL of a cluster of Kafka, by option and by environment. */
class ShellOnKafkaIT {
    private static final String URL = SharedCluster.get().url();

    /** So that no word of the build or of the cache stands on stderr later. */
    @BeforeAll
    static void makeTheLauncherReady() {
        assertThat(Launcher.run(
                                Map.of(),
                                "",
                                "topic",
                                "--url",
                                SharedCluster.get().url(),
                                "list")
                        .exitCode())
                .isZero();
    }

    @Test
    void theShellDoesAllOperations() {
        Outcome outcome = Launcher.run(Map.of(), """
                C s1
                C s2
                create "sp ace"
                S s1 s2
                M s1 1A
                M s2 2A
                M s2 2B
                P
                P
                P
                P
                L s2 1
                E s2
                T s2
                K s2 0
                poll 1 5s
                commit s2 2
                committed s2
                D s2
                trim s2 1
                retention s1 --age 7d
                delete "sp ace"
                U
                """, "shell", "--url", URL, "sheller");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()
                        .lines()
                        .filter(line -> line.startsWith("text") || line.equals("nothing"))
                        .toList())
                .containsExactly("text \"1A\"", "text \"2A\"", "text \"2B\"", "nothing", "text \"2A\"");
        assertThat(outcome.out())
                .contains(
                        "length 2\n",
                        "end 2\n",
                        "position 2\n",
                        "committed 2\n",
                        "earliest 1\n",
                        "created \"sp ace\"\n");
    }

    @Test
    void theEnvironmentWillDoAndTopicsAreListed() {
        Map<String, String> environment = Map.of("KASKA_URL", URL);
        assertThat(Launcher.run(environment, "", "topic", "create", "café").exitCode())
                .isZero();
        Outcome listed = Launcher.run(environment, "", "topic", "list");
        assertThat(listed.err()).isEmpty();
        assertThat(listed.out()).contains("café\n");
        assertThat(Launcher.run(environment, "", "topic", "delete", "café").exitCode())
                .isZero();
    }

    @Test
    void theBenchmarkMeasuresTheClusterAndChecksWhatItRead() {
        Outcome outcome = Launcher.run(
                Map.of(),
                "",
                "bench",
                "--url",
                URL,
                "--count",
                "500",
                "--rounds",
                "1",
                "--warm-up",
                "0",
                "send",
                "async",
                "batch",
                "read-many");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).containsPattern("(?m)^send +.* messages/s").containsPattern("(?m)^read-many +");
    }

    @Test
    void aClusterThatIsAwayIsOneLineThatNamesIt() {
        Outcome outcome = Launcher.run(Map.of(), "ntopics\n", "shell", "--url", "kafka://127.0.0.1:1");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("127.0.0.1:1").hasLineCount(1);
    }
}
