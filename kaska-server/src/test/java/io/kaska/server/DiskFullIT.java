package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.StorageException;
import io.kaska.StorageFullException;
import io.kaska.acceptance.Payloads;
import io.kaska.broker.FolderBackup;
import io.kaska.broker.FolderProgress;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose disk is full: a clear error for who writes, nothing for who reads, and on it goes when there is room. */
class DiskFullIT {
    private static final long DISK = 24L << 20;
    private static final String LONG_NAME = "n".repeat(1_000); // its folder's name is a hash, so the name needs a file

    @TempDir
    private Path parent;

    private SmallDisk disk;
    private Path folder;
    private BrokerProcess broker;
    private Kaska kaska;
    private final List<AutoCloseable> started = new ArrayList<>(); // nothing, where the test is skipped
    private final List<byte[]> acknowledged = new ArrayList<>(); // of the topic t
    private final SplittableRandom random = new SplittableRandom(7);

    @BeforeEach
    void start() throws Exception {
        disk = SmallDisk.mount(parent.resolve("disk"), DISK);
        started.add(disk);
        folder = disk.folder("data");
        broker = start(FsyncMode.ALWAYS);
        kaska = broker.connect();
        started.add(() -> broker.close()); // the one that is there at the end
        started.add(() -> kaska.close());
        kaska.createTopic("t");
        kaska.createTopic("other");
    }

    private BrokerProcess start(FsyncMode fsync) throws Exception {
        return BrokerProcess.start("data=" + folder, "segmentSize=" + (2 << 20), "fsync=" + fsync);
    }

    private void restart(FsyncMode fsync) throws Exception {
        broker = start(fsync);
        kaska = broker.connect();
    }

    @AfterEach
    void stop() {
        Closing.all(started.reversed().toArray(AutoCloseable[]::new));
    }

    /** Sends messages of every size until two in a row are refused, and all that has no room is refused rightly. */
    private void sendUntilFull() {
        for (int refused = 0; refused < 2; ) {
            byte[] message = Payloads.random(random.nextLong(), 2 + random.nextInt(1 << random.nextInt(8, 21)));
            try {
                assertThat(kaska.send("t", message)).isEqualTo(acknowledged.size());
                acknowledged.add(message);
                refused = 0;
            } catch (StorageFullException e) {
                assertThat(e).hasMessageContaining("full").hasMessageContaining("data/topics");
                refused++;
            }
        }
        for (int size = 100_000; size >= 1; size /= 10) {
            sendWhileItFits(size);
        }
    }

    private void sendWhileItFits(int size) {
        while (true) {
            byte[] message = Payloads.random(random.nextLong(), size + 1);
            try {
                kaska.send("t", message);
                acknowledged.add(message);
            } catch (StorageFullException e) {
                return;
            }
        }
    }

    private void assertNothingIsLost() {
        kaska.subscribe(List.of("t"));
        kaska.seek("t", 0);
        int next = 0;
        for (List<Message> some = poll(); !some.isEmpty(); some = poll()) {
            for (Message message : some) {
                assertThat(message.offset()).isEqualTo(next);
                Payloads.assertSame(message.payload(), acknowledged.get(next++));
            }
        }
        kaska.unsubscribe();
        assertThat(next).isEqualTo(acknowledged.size());
        assertThat(kaska.endOffset("t")).isEqualTo(next);
    }

    private List<Message> poll() {
        return kaska.poll(1_000, Duration.ZERO);
    }

    private void assertItGoesOn() {
        await().untilAsserted(() -> {
            byte[] message = Payloads.random(random.nextLong(), 300_000);
            assertThat(kaska.send("t", message)).isEqualTo(acknowledged.size());
            acknowledged.add(message);
        });
        assertNothingIsLost();
    }

    @Test
    void whoWritesIsToldAndWhoReadsGoesOnUntilThereIsRoom() throws Exception {
        disk.fillBut(10 << 20);
        for (int round = 0; round < LongForm.choose(2, 12); round++) { // then the messages alone fill the disk
            sendUntilFull();
            assertNothingIsLost();
            disk.relieve();
            assertItGoesOn();
            disk.fillBut(512 << 10);
        }
    }

    @Test
    void aBatchIsTakenWholeOrNotAtAllAndKeepsNoRoomWhenItIsNot() throws Exception {
        acknowledged.add(Payloads.random(1, 100));
        kaska.send("t", acknowledged.getFirst());
        disk.fillBut(2 << 20);
        List<ByteBuffer> batch =
                List.of(ByteBuffer.allocate(1 << 20), ByteBuffer.allocate(1 << 20), ByteBuffer.allocate(9));
        assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> kaska.send("t", batch));
        assertThat(kaska.sendAsync("t", ByteBuffer.allocate(3 << 20)))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(StorageFullException.class);
        assertThat(kaska.endOffset("t")).isEqualTo(1);
        assertItGoesOn();
    }

    @Test
    void trimmingMakesRoom() throws Exception {
        disk.fillBut(12 << 20);
        sendUntilFull();
        long end = kaska.endOffset("t");
        assertThat(kaska.trimTopic("t", end)).isEqualTo(end);
        assertThat(kaska.send("t", new byte[1 << 20])).isEqualTo(end);
    }

    @Test
    void deletingATopicMakesRoom() throws Exception {
        kaska.send("other", new byte[2 << 20]);
        disk.fillBut(2 << 20);
        sendUntilFull();
        kaska.deleteTopic("other");
        byte[] message = Payloads.random(1, 1 << 20);
        assertThat(kaska.send("t", message)).isEqualTo(acknowledged.size());
        acknowledged.add(message);
        assertNothingIsLost();
    }

    @Test
    void aBrokerOnAnotherDiskIsNotTouched() throws Exception {
        disk.fillBut(0);
        try (BrokerProcess elsewhere =
                        BrokerProcess.start("data=" + Files.createDirectory(parent.resolve("elsewhere")));
                Kaska client = elsewhere.connect()) {
            client.createTopic("t");
            assertThat(client.send("t", new byte[1 << 20])).isZero();
        }
    }

    @Test
    void aTopicIsMadeOrIsOneClearErrorAndLeavesNothing() throws Exception {
        disk.fillBut(0);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(KaskaException.class)
                    .isThrownBy(() -> kaska.createTopic(LONG_NAME))
                    .isInstanceOfAny(StorageException.class, StorageFullException.class)
                    .withMessageContaining("data/topics");
        }
        assertThat(kaska.topics()).containsExactly("t", "other");
        try (var files = Files.list(folder.resolve("topics"))) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("t", "other");
        }
        disk.relieve();
        kaska.createTopic(LONG_NAME);
        assertThat(kaska.send(LONG_NAME, new byte[9])).isZero();
    }

    @Test
    void anOffsetIsKeptOrIsAClearErrorAndTheOneBeforeStays() throws Exception {
        kaska.commit("me", "t", 1);
        disk.fillBut(0);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> kaska.commit("me", "t", 2))
                .withMessageContaining("room");
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> kaska.commit("other", "t", 2));
        assertThat(kaska.committed("me", "t")).isEqualTo(1);
        disk.relieve();
        kaska.commit("me", "t", 3);
        assertThat(kaska.committed("me", "t")).isEqualTo(3);
    }

    @Test
    void aBackupThatHasNoRoomSaysSoAndHindersNobody() throws Exception {
        disk.fillBut(8 << 20);
        for (int i = 0; i < 4; i++) {
            acknowledged.add(Payloads.random(i, 1 << 20));
            kaska.send("t", acknowledged.getLast());
        }
        Path copy = disk.folder("copy");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> backup(copy))
                .withMessageContaining("the backup is not finished, delete the folder " + copy)
                .withMessageMatching("(?s).*(full|No space left on device).*");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> backup(copy))
                .withMessageContaining("holds a backup that was not finished");
        assertThatExceptionOfType(KaskaException.class)
                .as("a broker on half a copy")
                .isThrownBy(() -> KaskaBroker.builder()
                        .bind("127.0.0.1")
                        .data(copy)
                        .start()
                        .close());
        assertNothingIsLost();
        disk.relieve();
        backup(disk.folder("second copy"));
        assertItGoesOn();
    }

    private void backup(Path target) throws IOException {
        FolderBackup.run(folder, target, finding -> assertThat(finding).isNull(), FolderProgress.NONE);
    }

    @Test
    void itStartsOnAFullDiskAfterACleanStop() throws Exception {
        disk.fillBut(6 << 20);
        sendUntilFull();
        kaska.close();
        broker.close();
        disk.fillBut(0);
        restart(FsyncMode.ALWAYS);
        assertNothingIsLost();
        assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> kaska.send("t", new byte[1 << 20]));
        disk.relieve();
        assertItGoesOn();
    }

    @Test
    void itStartsOnAFullDiskAfterItWasKilled() throws Exception {
        disk.fillBut(6 << 20);
        for (int round = 0; round < LongForm.choose(3, 30); round++) {
            sendUntilFull();
            kaska.close();
            broker.kill();
            disk.fillBut(0);
            restart(FsyncMode.ofRound(round));
            assertNothingIsLost();
            disk.relieve();
            assertItGoesOn();
            disk.fillBut((round % 3) * 4_096L);
        }
    }

    @Test
    void aMessageThatHasNoRoomLeavesItsConnectionInStep() throws IOException {
        disk.fillBut(0);
        try (RawClient raw = RawClient.greeted(broker.port())) {
            int topic = raw.resolve("t");
            for (int i = 0; i < 3; i++) {
                byte[] request = RawClient.request(Operation.SEND, topic, 0, new byte[3 << 20]);
                assertThat(raw.ask(request).status()).isEqualTo(Status.STORAGE_FULL.code());
            }
            assertThat(raw.endOffset(topic)).isZero();
            disk.relieve();
            assertThat(raw.send(topic, new byte[1 << 20])).isZero();
        }
    }
}
