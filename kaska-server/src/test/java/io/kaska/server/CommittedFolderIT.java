package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.NoCommittedOffsetException;
import io.kaska.StorageException;
import io.kaska.acceptance.Payloads;
import io.kaska.spi.Clients;
import io.kaska.spi.MoveLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Committed offsets as the files that people look at, and a folder that goes away under the broker. */
class CommittedFolderIT {
    @TempDir
    private Path parent;

    private Path folder;
    private RunningBroker broker;
    private Kaska kaska;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectory(parent.resolve("committed"));
        broker = new RunningBroker(builder -> builder.committedOffsets(folder));
        broker.start();
        kaska = broker.connect();
        kaska.createTopic("topic");
    }

    @AfterEach
    void stop() {
        Closing.all(kaska, broker);
    }

    @Test
    void eachIsALineInAFileOfItsOwn() throws IOException {
        kaska.commit("client", "topic", 12_345_678_901L);
        assertThat(folder.resolve("client/topic")).hasContent("12345678901\n");
        kaska.commit("client", "topic", 3);
        assertThat(folder.resolve("client/topic")).hasContent("3\n");
        assertThat(files()).as("nothing lies about").hasSize(1);
    }

    @Test
    void allWhoCommittedAreToldWhateverElseIsThere() throws IOException {
        List<String> clients = new ArrayList<>(List.of("año", "x".repeat(300)));
        for (int i = 0; i < 2_000; i++) {
            clients.add("a client of a rather long name, so that there are several pages, " + i);
        }
        clients.forEach(client -> kaska.commit(client, "topic", 1));
        for (String folderOfNobody : List.of("%00", "%FF", "%FE%00", "lower%2e", "zzz%01%00")) {
            Files.createDirectory(folder.resolve(folderOfNobody));
        }
        try (MoveLink moves = Clients.moves(
                        "kaska://localhost:" + broker.port(), Duration.ofSeconds(5), Kaska.builder())
                .orElseThrow()) {
            assertThat(moves.clients().orElseThrow()).containsExactlyInAnyOrderElementsOf(clients);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file) && !file.endsWith(".lock"))
                    .toList();
        }
    }

    @Test
    void namesThatAreNoFileNamesAreWrittenInAscii() throws IOException {
        List<String> names = List.of("../../a/b", "..", ".", ".hidden", "ñ", "a b", "%41", "\n");
        for (String name : names) {
            kaska.createTopic(name);
            kaska.commit(name, name, 7);
        }
        assertThat(folder.resolve("%C3%B1/%C3%B1")).hasContent("7\n");
        assertThat(folder.resolve("a%20b/a%20b")).hasContent("7\n");
        assertThat(folder.resolve("%2541/%2541")).hasContent("7\n");
        try (Stream<Path> beside = Files.list(parent)) {
            assertThat(beside).as("nothing reaches outside the folder").containsExactly(folder);
        }
        assertThat(files())
                .hasSameSizeAs(names)
                .allSatisfy(file ->
                        assertThat(folder.relativize(file).toString()).matches("[A-Za-z0-9_.%-]+/[A-Za-z0-9_.%-]+"));
    }

    @Test
    void theLongestNamesAreKeptOverARestart() {
        String start = "x".repeat(65_533);
        for (String name : List.of(start + "a", start + "b")) {
            kaska.createTopic(name);
            kaska.commit(name, name, name.charAt(65_533));
        }
        broker.restart();
        try (Kaska after = broker.connect()) {
            after.createTopic(start + "b");
            after.createTopic(start + "c");
            assertThat(after.committed(start + "b", start + "b")).isEqualTo('b');
            assertThatExceptionOfType(NoCommittedOffsetException.class)
                    .isThrownBy(() -> after.committed(start + "a", start + "c"));
        }
    }

    @Test
    void aDeletedTopicTakesItsFilesWithIt() throws IOException {
        kaska.createTopic("other");
        for (String client : List.of("one", "two")) {
            kaska.commit(client, "topic", 1);
            kaska.commit(client, "other", 2);
        }
        kaska.deleteTopic("topic");
        assertThat(files()).hasSize(2).allMatch(file -> file.endsWith("other"));
        broker.restart();
        try (Kaska after = broker.connect()) {
            after.createTopic("topic");
            assertThatExceptionOfType(NoCommittedOffsetException.class)
                    .isThrownBy(() -> after.committed("one", "topic"));
        }
    }

    @Test
    void aFolderThatGoesAwayIsAnErrorToWhoCommitsAndToNobodyElse() throws IOException {
        kaska.commit("client", "topic", 1);
        Path aside = Files.move(folder, parent.resolve("aside"));
        Files.writeString(folder, "no folder any more");
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> kaska.commit("client", "topic", 2));
            assertThat(kaska.send("topic", Payloads.bytes("m")))
                    .as("all else works")
                    .isEqualTo(i);
        }
        Files.delete(folder);
        Files.move(aside, folder);
        kaska.commit("client", "topic", 3);
        assertThat(folder.resolve("client/topic")).hasContent("3\n");
        assertThat(kaska.committed("client", "topic")).isEqualTo(3);
    }

    @Test
    void aFileThatSomebodySpoiledIsAnErrorAndNotANumber() throws IOException {
        kaska.commit("client", "topic", 1);
        broker.restart();
        Files.writeString(folder.resolve("client/topic"), "twelve\n");
        try (Kaska after = broker.connect()) {
            after.createTopic("topic");
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> after.committed("client", "topic"));
            after.commit("client", "topic", 5);
            assertThat(after.committed("client", "topic")).isEqualTo(5);
        }
    }
}
