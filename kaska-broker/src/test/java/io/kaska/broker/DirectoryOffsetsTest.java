package io.kaska.broker;

import static io.kaska.broker.NameSamples.buffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryOffsetsTest {
    private static final String LONG = "long/".repeat(1_000);

    @TempDir
    private Path temp;

    private Path folder;
    private DirectoryOffsets offsets;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temp.resolve("offsets"));
        offsets = DirectoryOffsets.open(folder);
    }

    @AfterEach
    void close() {
        offsets.close();
    }

    private Path file(String client, String topic) {
        return folder.resolve(FileName.of(buffer(client)).text())
                .resolve(FileName.of(buffer(topic)).text());
    }

    private void commit(String client, String topic, long offset) throws IOException {
        offsets.commit(buffer(client), buffer(topic), offset);
    }

    private long committed(String client, String topic) throws IOException {
        return offsets.committed(buffer(client), buffer(topic)).orElse(-1);
    }

    // --- what stands in the folder

    @Test
    void listsNobodyForWhatIsNoClientsFolder() throws IOException {
        commit("c", "t", 1);
        Files.writeString(folder.resolve("a-file"), "1");
        Files.createDirectory(folder.resolve(".aside"));
        Files.createDirectory(folder.resolve("no%name"));
        Files.createDirectory(folder.resolve("lower%2e"));
        Files.createDirectory(folder.resolve(FileName.of(buffer(LONG)).text())); // its full name is not written yet
        assertThat(offsets.clients(buffer(""), 1_000)).containsExactly(buffer("c"));
    }

    @Test
    void writesOneDecimalLine() throws IOException {
        commit("c", "t", 42);
        assertThat(folder.resolve("c").resolve("t")).hasContent("42").hasSize(3);
        assertThat(Files.readAllBytes(folder.resolve("c").resolve("t"))).containsExactly('4', '2', '\n');
        assertThat(folder.resolve("c").toFile().list()).containsExactly("t");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("c", ".lock");
    }

    @Test
    void writesTheFullNameOfAHashedTopicOnTheSecondLine() throws IOException {
        commit("c", LONG, 42);
        assertThat(Files.readString(file("c", LONG))).isEqualTo("42\n" + LONG + "\n");
    }

    @Test
    void writesTheFullNameOfAHashedClientBesideItsTopics() throws IOException {
        commit(LONG, "t", 42);
        assertThat(Files.readString(file(LONG, "t"))).isEqualTo("42\n");
        assertThat(Files.readString(file(LONG, "t").resolveSibling("%name"))).isEqualTo(LONG + "\n");
    }

    @Test
    void findsWhatAFormerProcessKept() throws IOException {
        commit("c", "t", 42);
        commit(LONG, LONG, 43);
        offsets.close();
        offsets = DirectoryOffsets.open(folder);
        assertThat(committed("c", "t")).isEqualTo(42);
        assertThat(committed(LONG, LONG)).isEqualTo(43);
        offsets.forgetTopic(buffer(LONG));
        assertThat(committed(LONG, LONG)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"'7\n', 7", "7, 7", "007, 7", "'9223372036854775807\n', 9223372036854775807", "'0\n', 0"})
    void readsWhatSomebodyEdited(String content, long expected) throws IOException {
        commit("c", "t", 42);
        Files.writeString(file("c", "t"), content);
        assertThat(committed("c", "t")).isEqualTo(expected);
    }

    // --- damage

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "x",
                "x\n",
                "-1\n",
                "+1\n",
                " 1\n",
                "1 \n",
                "1\r\n",
                "1.5\n",
                "1\n\n",
                "1\n2\n",
                "0x10\n",
                "9223372036854775808\n",
                "99999999999999999999\n",
                "1\0",
                "\0\0\0",
                "١\n"
            })
    void refusesAFileThatHoldsNoOffset(String content) throws IOException {
        commit("c", "t", 42);
        Files.writeString(file("c", "t"), content);
        assertThatThrownBy(() -> committed("c", "t"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        file("c", "t").toString(), "holds", "instead of an offset", "correct or delete");
        commit("c", "t", 43);
        assertThat(committed("c", "t")).isEqualTo(43);
    }

    @Test
    void refusesAHugeFileWithoutReadingItAll() throws IOException {
        commit("c", "t", 42);
        try (var huge = new java.io.RandomAccessFile(file("c", "t").toFile(), "rw")) {
            huge.setLength(1L << 40); // sparse
        }
        assertThatThrownBy(() -> committed("c", "t")).isInstanceOf(IOException.class);
        try (var ones = Files.newOutputStream(file("c", "t"))) {
            ones.write("1".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
        }
        assertThatThrownBy(() -> committed("c", "t")).isInstanceOf(IOException.class);
    }

    @Test
    void refusesEveryBeginningOfAFileWithAFullName() throws IOException {
        String topic = "x".repeat(300);
        commit("c", topic, 42);
        byte[] whole = Files.readAllBytes(file("c", topic));
        for (int size = 0; size < whole.length; size++) {
            Files.write(file("c", topic), java.util.Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> committed("c", topic))
                    .as("cut at %d", size)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file("c", topic).toString());
        }
        Files.write(file("c", topic), whole);
        assertThat(committed("c", topic)).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42\nother\n", "42\n", "42", "42\n\n", "\n"})
    void refusesTheFileOfAnotherTopic(String content) throws IOException {
        commit("c", LONG, 42);
        Files.writeString(file("c", LONG), content);
        assertThatThrownBy(() -> committed("c", LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file("c", LONG).toString(), "instead of");
    }

    @Test
    void refusesTheFolderOfAnotherClient() throws IOException {
        commit(LONG, "t", 42);
        Path fullName = file(LONG, "t").resolveSibling("%name");
        Files.writeString(fullName, "other\n");
        assertThatThrownBy(() -> committed(LONG, "t"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(fullName.toString(), "\"other\\x0A\"", "instead of the full name");
        assertThatThrownBy(() -> commit(LONG, "t", 43)).hasMessageContaining(fullName.toString());
        Files.delete(fullName);
        assertThatThrownBy(() -> committed(LONG, "t")).hasMessageContainingAll(fullName.toString(), "no such file");
        commit(LONG, "t", 44); // writes the name anew
        assertThat(committed(LONG, "t")).isEqualTo(44);
    }

    // --- a folder that cannot be used

    @Test
    void saysSoWhenTheFolderVanishesAndWorksWhenItIsBack() throws IOException {
        commit("c", "t", 42);
        Path away = temp.resolve("away");
        Files.move(folder, away);
        String todo = "check that the folder " + folder + " is there";
        assertThatThrownBy(() -> commit("c", "t", 43))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("cannot be kept", "no such file or folder", todo);
        assertThatThrownBy(() -> committed("c", "t")).hasMessageContainingAll("cannot be read", todo);
        assertThatThrownBy(() -> offsets.forgetTopic(buffer("t"))).hasMessageContainingAll("not all", todo);
        assertThat(folder).doesNotExist();
        Files.move(away, folder);
        assertThat(committed("c", "t")).isEqualTo(42);
        commit("c", "t", 43);
        assertThat(committed("c", "t")).isEqualTo(43);
    }

    @Test
    void saysSoWhenAFileStandsInTheFoldersPlace() throws IOException {
        Files.delete(folder.resolve(".lock"));
        Files.delete(folder);
        Files.writeString(folder, "a file");
        assertThatThrownBy(() -> commit("c", "t", 43)).hasMessageContainingAll(folder.toString(), "Not a directory");
        assertThatThrownBy(() -> committed("c", "t")).hasMessageContainingAll(folder.toString(), "Not a directory");
    }

    @Test
    void saysSoWhenAFileStandsInAClientsPlace() throws IOException {
        Files.writeString(folder.resolve("c"), "a file");
        assertThatThrownBy(() -> commit("c", "t", 43)).hasMessageContainingAll(folder.toString(), "Not a directory");
        assertThatThrownBy(() -> committed("c", "t")).hasMessageContainingAll(folder.toString(), "Not a directory");
        commit("d", "t", 44);
        offsets.forgetTopic(buffer("t"));
        assertThat(committed("d", "t")).isEqualTo(-1);
        assertThat(folder.resolve("c")).hasContent("a file");
    }

    @Test
    void saysSoWhenAFolderStandsInATopicsPlaceAndLeavesNothingAside() throws IOException {
        Files.createDirectories(folder.resolve("c").resolve("t").resolve("inside"));
        assertThatThrownBy(() -> commit("c", "t", 43))
                .hasMessageContaining(file("c", "t").toString());
        assertThatThrownBy(() -> committed("c", "t")).hasMessageContaining("Is a directory");
        assertThatThrownBy(() -> offsets.forgetTopic(buffer("t")))
                .hasMessageContaining(file("c", "t").toString());
        assertThat(folder.resolve("c").toFile().list()).containsExactly("t");
    }

    @Test
    void refusesToOpenWhatIsNoUsableFolder() throws IOException {
        assertThatThrownBy(() -> DirectoryOffsets.open(temp.resolve("missing")))
                .isInstanceOf(IOException.class)
                .hasMessage("the folder for committed offsets, %s, does not exist: make it first, or name another"
                        .formatted(temp.resolve("missing")));
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> DirectoryOffsets.open(file)).hasMessageContaining(file + ", is not a folder");
        // Not even root can make files there.
        assertThatThrownBy(() -> DirectoryOffsets.open(Path.of("/proc")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/proc, cannot be written: ");
    }

    // --- files aside

    @Test
    void neverTakesAFileAsideForAnythingAndCleansUpWhatAKilledProcessLeft() throws IOException {
        commit("c", "t", 42);
        List<Path> stale = List.of(
                folder.resolve(".new-0-1"),
                folder.resolve("c").resolve(".new-0-2"),
                folder.resolve("c").resolve(".new-"));
        for (Path file : stale) {
            Files.writeString(file, "999\n");
        }
        assertThat(committed("c", ".new-0-2")).isEqualTo(-1);
        assertThat(committed(".new-0-1", "t")).isEqualTo(-1);
        offsets.forgetTopic(buffer(".new-0-2"));
        assertThat(stale).allMatch(Files::exists);
        offsets.close();
        offsets = DirectoryOffsets.open(folder);
        await().untilAsserted(() -> assertThat(stale).noneMatch(Files::exists));
        assertThat(committed("c", "t")).isEqualTo(42);
    }

    @Test
    void keepsEveryCommitOfManyClientsAtOnceInNewFolders() throws Exception {
        int clients = 12;
        var start = new CyclicBarrier(clients);
        try (var threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Void>> commits = Stream.iterate(0, i -> i + 1)
                    .limit(clients)
                    .map(i -> threads.submit((Callable<Void>) () -> {
                        start.await();
                        for (int j = 0; j < 10; j++) {
                            commit(LONG + i / 2 * 2 + j, LONG + i, i); // two threads to each folder
                        }
                        return null;
                    }))
                    .toList();
            for (var commit : commits) {
                commit.get();
            }
        }
        for (int i = 0; i < clients; i++) {
            for (int j = 0; j < 10; j++) {
                assertThat(committed(LONG + i / 2 * 2 + j, LONG + i)).isEqualTo(i);
            }
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(".")))
                    .containsExactly(".lock");
        }
    }
}
