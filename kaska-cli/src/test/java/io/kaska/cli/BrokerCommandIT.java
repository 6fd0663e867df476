package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.cli.Launcher.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerCommandIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void listensOnAllInterfacesAndSaysSoInItsFirstLine() {
        try (Launcher broker = Launcher.broker()) {
            String line = broker.readLine();
            assertThat(line).matches("listening on 0\\.0\\.0\\.0:\\d+");
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            try (Kaska kaska = Kaska.connect("localhost", port)) {
                kaska.createTopic("t");
                assertThat(kaska.send("t", "hello".getBytes(UTF_8))).isZero();
            }
        }
    }

    @Test
    void listensWhereItIsBound() {
        try (Launcher broker = Launcher.broker("--bind", "127.0.0.1")) {
            assertThat(broker.readLine()).matches("listening on 127\\.0\\.0\\.1:\\d+");
        }
    }

    @Test
    void endsWithZeroWhenItIsTerminatedAtOnce() {
        try (Launcher broker = Launcher.broker()) {
            broker.awaitPort();
            broker.terminate();
            Outcome outcome = broker.finish();
            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).doesNotContain("Exception");
        }
    }

    @Test
    void endsWithZeroWhileClientsAreConnected() {
        try (Launcher broker = Launcher.broker();
                Kaska kaska = Kaska.connect("localhost", broker.awaitPort())) {
            kaska.createTopic("t");
            broker.terminate();
            assertThat(broker.finish().exitCode()).isZero();
        }
    }

    @Test
    void keepsCommittedOffsetsInItsFolder() throws IOException {
        try (Launcher broker = Launcher.broker(folder.toString());
                Kaska kaska = Kaska.connect("localhost", broker.awaitPort())) {
            kaska.createTopic("t");
            kaska.commit("me", "t", 42);
        }
        assertThat(Files.readString(folder.resolve("me/t"), UTF_8)).isEqualTo("42\n");
    }

    @Test
    void aPortInUseIsOneLineThatNamesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Outcome outcome = Launcher.run(Map.of(), "", "broker", String.valueOf(taken.getLocalPort()));
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).hasLineCount(1).contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void aFolderThatIsMissingIsOneLineThatNamesIt() {
        Path missing = folder.resolve("missing");
        Outcome outcome = Launcher.run(Map.of(), "", "broker", "0", missing.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).hasLineCount(1).contains(missing.toString());
    }

    @Test
    void aFileInPlaceOfTheFolderIsOneLineThatNamesIt() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Outcome outcome = Launcher.run(Map.of(), "", "broker", "0", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains(file.toString());
    }

    @Test
    void aMessageAboveTheDefaultNeedsTheOption() {
        byte[] large = new byte[65 << 20];
        try (Launcher broker = Launcher.broker("--max-message", "128M", "--unfinished-memory", "256M");
                Kaska kaska = Kaska.connect("localhost", broker.awaitPort())) {
            kaska.createTopic("t");
            assertThat(kaska.send("t", large)).isZero();
            assertThat(kaska.messageLength("t", 0)).isEqualTo(large.length);
        }
    }
}
