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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderInUseIsOneLineThatNamesItAndWhoHasIt(boolean data) {
        String[] arguments = data ? new String[] {"--data", folder.toString()} : new String[] {folder.toString()};
        try (Launcher first = Launcher.broker(arguments)) {
            first.awaitPort();
            assertRefused(folder.toString() + " is in use by another broker, process " + first.pid(), arguments);
        }
        try (Launcher next = Launcher.broker(arguments)) {
            assertThat(next.awaitPort()).isPositive();
        }
    }

    private static void assertRefused(String why, String... arguments) {
        try (Launcher broker = Launcher.broker(arguments)) {
            Outcome outcome = broker.finish();
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).hasLineCount(1).contains(why);
        }
    }

    @Test
    void aDataFolderThatIsNoneOfItsOwnIsOneLineAndStaysAsItIs() throws IOException {
        assertRefused("does not exist", "--data", folder.resolve("missing").toString());
        Path file = Files.writeString(folder.resolve("file"), "a file");
        assertRefused("is not a folder", "--data", file.toString());
        assertRefused("holds something else, as 'file'", "--data", folder.toString());
        Files.move(file, folder.resolve("format"));
        assertRefused("is none of Kaska's", "--data", folder.toString());
        Files.writeString(folder.resolve("format"), "kaska data 2\n");
        assertRefused("has version 2", "--data", folder.toString());
        assertThat(folder.toFile().list()).containsExactly("format");
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
