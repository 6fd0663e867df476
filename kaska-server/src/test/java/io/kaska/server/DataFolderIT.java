package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.acceptance.Payloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which folders a broker takes, for messages or for committed offsets, and that it has them alone. */
class DataFolderIT {
    @TempDir
    private Path folder;

    /** What a folder is for. */
    enum Use {
        DATA,
        COMMITTED;

        KaskaBroker startHere(Path folder) {
            KaskaBroker.Builder builder = KaskaBroker.builder().bind("127.0.0.1");
            return switch (this) {
                case DATA -> builder.data(folder).start();
                case COMMITTED -> builder.committedOffsets(folder).start();
            };
        }

        BrokerProcess startElsewhere(Path folder) throws IOException, InterruptedException {
            return BrokerProcess.start(name().toLowerCase(Locale.ROOT) + "=" + folder);
        }

        void assertRefusedHere(Path folder, String why) {
            assertThatExceptionOfType(KaskaException.class)
                    .isThrownBy(() -> startHere(folder).close())
                    .withMessageContaining(folder.toString())
                    .withMessageContaining(why)
                    .withMessageNotContaining("\n");
        }

        void assertRefusedElsewhere(Path folder, String why) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> startElsewhere(folder).close())
                    .withMessageContaining(why);
        }
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void twoBrokersOfOneJvmDoNotShareIt(Use use) throws Exception {
        String here = "process " + ProcessHandle.current().pid();
        try (KaskaBroker first = use.startHere(folder);
                Kaska kaska = first.client()) {
            kaska.createTopic("t");
            use.assertRefusedHere(folder, here);
            use.assertRefusedHere(folder.resolve("../" + folder.getFileName()), here);
            use.assertRefusedElsewhere(folder, here); // the one that was refused did not let go of the lock
            kaska.commit("me", "t", 1);
            kaska.send("t", Payloads.bytes("a message"));
        }
        use.startHere(folder).close();
        use.startElsewhere(folder).close();
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void aBrokerThatIsClosedTwiceTakesItFromNobody(Use use) throws Exception {
        KaskaBroker first = use.startHere(folder);
        first.close();
        try (KaskaBroker second = use.startHere(folder);
                Kaska kaska = second.client()) {
            first.close();
            String here = "process " + ProcessHandle.current().pid();
            use.assertRefusedHere(folder, here);
            use.assertRefusedElsewhere(folder, here);
            kaska.createTopic("t");
        }
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void twoProcessesDoNotShareItAndAKilledOneLetsGo(Use use) throws Exception {
        try (BrokerProcess first = use.startElsewhere(folder);
                Kaska kaska = first.connect()) {
            String there = "process " + first.status().pid();
            use.assertRefusedHere(folder, there);
            use.assertRefusedElsewhere(folder, there);
            kaska.createTopic("t");
            first.kill();
        }
        use.startHere(folder).close();
    }

    @Test
    void committedOffsetsAreNotSharedWithABrokerThatHasThemInItsDataFolder() throws Exception {
        try (BrokerProcess first = Use.DATA.startElsewhere(folder)) {
            Use.COMMITTED.assertRefusedHere(
                    folder.resolve("offsets"), "process " + first.status().pid());
        }
    }

    @Test
    void aFolderWithSomethingElseStaysAsItIs() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "years of work");
        Use.DATA.assertRefusedHere(folder, "thesis.tex");
        assertHoldsOnly("thesis.tex");
    }

    @Test
    void aFolderOfANewerKaskaStaysAsItIs() throws IOException {
        Files.writeString(folder.resolve("format"), "kaska data 2\n");
        Use.DATA.assertRefusedHere(folder, "newer");
        assertHoldsOnly("format");
        assertThat(folder.resolve("format")).hasContent("kaska data 2\n");
    }

    private void assertHoldsOnly(String name) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactly(name);
        }
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void aFolderThatIsMissingOrAFileIsNamed(Use use) throws IOException {
        use.assertRefusedHere(folder.resolve("missing"), "does not exist");
        use.assertRefusedHere(Files.createFile(folder.resolve("file")), "is not a folder");
        assertHoldsOnly("file");
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void aFolderThatCannotBeWrittenIsNamed(Use use) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, 1 << 20)) {
            Path used = disk.folder("used");
            use.startHere(used).close();
            Path fresh = disk.folder("fresh");
            disk.makeReadOnly();
            use.assertRefusedHere(used, "cannot be written");
            use.assertRefusedHere(fresh, "cannot be written");
            assertThat(fresh).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void aFullDiskIsNoReasonNotToStart(Use use) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, 1 << 20)) {
            Path used = disk.folder("used");
            use.startHere(used).close();
            disk.fillBut(0);
            try (KaskaBroker broker = use.startHere(used);
                    Kaska kaska = broker.client()) {
                assertThat(kaska.topicCount()).isZero();
            }
        }
    }

    @Test
    void aFreshFolderOnAFullDiskIsOneClearErrorAndWorksLater() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, 1 << 20)) {
            Path fresh = disk.folder("fresh");
            disk.fillBut(0);
            Use.DATA.assertRefusedHere(fresh, "cannot be written");
            disk.relieve();
            Use.DATA.startHere(fresh).close();
        }
    }
}
