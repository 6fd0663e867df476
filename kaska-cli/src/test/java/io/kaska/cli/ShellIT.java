package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaska.cli.Launcher.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shell from a pipe, on a broker of its own: three processes of the real launcher. */
class ShellIT {
    private static Launcher broker = Launcher.broker();
    private static int port;

    @BeforeAll
    static void awaitBroker() {
        port = broker.awaitPort();
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    @Test
    void theWorkedExampleOfTheFairPollHolds() {
        Outcome outcome = shell("""
                C t1
                C t2
                C t3
                S t1 t2 t3
                M t1 1B
                M t3 3A
                M t3 3B
                P
                M t1 1C
                P
                P
                P
                P
                """);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines().filter(line -> line.startsWith("text") || line.equals("nothing")))
                .containsExactly("text \"1B\"", "text \"3A\"", "text \"1C\"", "text \"3B\"", "nothing");
    }

    @Test
    void publisherAndSubscriberAreTwoProcesses() {
        assertThat(shell("create between\nsend between \"\\x00\\xff binary\"\n").exitCode())
                .isZero();
        Outcome outcome = shell("S between\nK between 0\npoll 1 5s\n");
        assertThat(outcome.out().replaceFirst("time 20.*Z\n", "")).isEqualTo("""
                        subscribed 1
                        position 0
                        message between 0 9
                        text "\\x00\\xff binary"
                        hex 00000000  00 ff 20 62 69 6e 61 72  79                       |.. binary|
                        """);
    }

    @Test
    void offsetsAreKeptForTheClientThatCommitsThem() {
        assertThat(shell("create kept\ncommit kept 3\ncommitted kept\n", "alice")
                        .out())
                .isEqualTo("created kept\ncommitted 3\ncommitted 3\n");
        assertThat(shell("D kept\n", "alice").out()).isEqualTo("committed 3\n");
        Outcome other = shell("D kept\n", "bob");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).startsWith("line 1: committed: ").hasLineCount(1);
    }

    @Test
    void theFirstFailureEndsAScript() {
        Outcome outcome = shell("create once\ncreate once\nntopics\n");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo("created once\n");
        assertThat(outcome.err())
                .startsWith("line 2: create: ")
                .contains("once")
                .hasLineCount(1);
    }

    @Test
    void keepGoingCarriesOutTheRest() {
        Outcome outcome = shell("end missing\ncreate after\n", "--keep-going");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo("created after\n");
    }

    @Test
    void withoutABrokerItIsOneLineThatNamesIt() {
        Outcome outcome = Launcher.run(Map.of("KASKA_URL", "kaska://127.0.0.1:1"), "ntopics\n", "shell");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("127.0.0.1").hasLineCount(1);
    }

    @Test
    void withoutAnAddressItSaysHowToGiveOne() {
        Outcome outcome = Launcher.run(Map.of(), "", "shell");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("--port", "BROKER_PORT").hasLineCount(1);
    }

    @Test
    void aBrokerThatDiesIsOneLineAndTheNextOneIsFoundAgain() {
        try (Launcher first = Launcher.broker()) {
            int itsPort = first.awaitPort();
            try (Launcher shell = Launcher.start(Map.of(), "shell", "--keep-going", "--port", "" + itsPort)) {
                shell.write("ntopics\n");
                assertThat(shell.readLine()).isEqualTo("topics 0");
                first.kill();
                first.finish();
                shell.write("ntopics\n");
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(shell.errorsSoFar()).startsWith("line 2: ntopics: "));
                try (Launcher second = Launcher.start(Map.of(), "broker", "" + itsPort)) {
                    second.awaitPort();
                    shell.write("ntopics\n");
                    assertThat(shell.readLine()).isEqualTo("topics 0");
                }
            }
        }
    }

    private static Outcome shell(String script, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "shell";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Launcher.run(Map.of("BROKER_HOST", "localhost", "BROKER_PORT", "" + port), script, all);
    }
}
