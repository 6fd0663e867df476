package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk is told to whoever appends; all else goes on, and so does appending when there is room again. */
class LogFullDiskTest {
    private static final int MOST_PAGES = Boolean.getBoolean("kaska.long") ? 400 : 120;

    private final List<byte[]> messages = new ArrayList<>();

    /** Returns whether there was room. */
    private boolean append(QueueDriver driver, int size, Random random) throws Exception {
        byte[] message = new byte[size];
        if (random.nextInt(3) > 0) {
            random.nextBytes(message);
        }
        try {
            assertThat(driver.append(message)).isEqualTo(messages.size());
            messages.add(message);
            return true;
        } catch (StorageExhaustedException e) {
            return false;
        }
    }

    /** So many that their entries fill pages of the index. */
    private boolean appendMany(QueueDriver driver, Random random) throws Exception {
        List<byte[]> batch = new ArrayList<>();
        for (int i = random.nextInt(400); i >= 0; i--) {
            batch.add(new byte[] {(byte) i});
        }
        try {
            assertThat(driver.appendBatch(batch)).isEqualTo(messages.size());
            messages.addAll(batch);
            return true;
        } catch (StorageExhaustedException e) {
            return false;
        }
    }

    private static int size(Random random) {
        return random.nextInt(8) == 0 ? 1 + random.nextInt(120_000) : 1 + random.nextInt(1_500);
    }

    private void checkAll(QueueDriver driver, String what) throws Exception {
        assertThat(driver.queue.endOffset()).as(what).isEqualTo(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            assertThat(driver.read(i, 1, 1).getFirst().body())
                    .as("%s, message %d", what, i)
                    .isEqualTo(messages.get(i));
        }
    }

    @Test
    void goesOnWhenThereIsRoomAgain() throws Exception {
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Random random = new Random(pages);
            String what = "seed and pages " + pages;
            messages.clear();
            LogDriver log = new LogDriver(LogDriver.SMALL);
            log.disk.setFreePages(pages);
            Reservation open = null;
            for (int refused = 0; refused < 5; ) {
                boolean many = random.nextInt(4) == 0;
                boolean there = many ? appendMany(log.driver, random) : append(log.driver, size(random), random);
                refused += there ? 0 : 1;
                if (random.nextInt(10) == 0) {
                    log.store.checkpointAll();
                }
                if (open == null && refused == 0 && random.nextInt(4) == 0) {
                    open = log.driver.queue.reserveMessage(10);
                }
            }
            checkAll(log.driver, what);
            log.disk.checkAllocated();
            if (open != null) {
                finish(open);
            }
            FaultyDisk next = switch (random.nextInt(3)) {
                case 0 -> log.disk;
                case 1 -> log.disk.afterKill();
                default -> log.disk.afterPowerLoss(random);
            };
            log.forget();
            startFull(new LogDriver(log.settings, prepared(next)), what, random);
        }
    }

    @Test
    void hasRoomAheadForOneMoreLargeBatch() throws Exception {
        assertThat(isTakenByAFullDisk(Fsync.NEVER, 100_000)).isTrue();
        assertThat(isTakenByAFullDisk(Fsync.INTERVAL, 100_000)).isTrue();
    }

    @Test
    void hasNoneWhereAFlushWouldWriteItBeforeItIsUsed() throws Exception {
        assertThat(isTakenByAFullDisk(Fsync.ALWAYS, 100_000)).isFalse();
    }

    @Test
    void beginsNoSegmentAhead() throws Exception {
        assertThat(isTakenByAFullDisk(Fsync.NEVER, 200_000)).isFalse();
    }

    /** Whether a message finds room when the disk became full after one like it. */
    private static boolean isTakenByAFullDisk(Fsync fsync, int size) throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL.with(fsync).withSegmentSize(300_000));
        Reservation room = log.driver.queue.reserveMessage(size);
        QueueDriver.fill(room, ByteBuffer.allocate(size));
        room.publish();
        room.makeRoomAhead();
        log.disk.setFreePages(0);
        try {
            log.driver.append(new byte[size]);
            return true;
        } catch (StorageExhaustedException e) {
            return false;
        } finally {
            log.disk.checkAllocated();
            log.stop();
        }
    }

    /** Its room is there, but that of its entry in the index may not be. */
    private void finish(Reservation open) throws Exception {
        QueueDriver.fill(open, ByteBuffer.wrap(new byte[10]));
        try {
            assertThat(open.publish()).isEqualTo(messages.size());
            messages.add(new byte[10]);
        } catch (StorageExhaustedException e) {
            open.abandon();
        }
    }

    private static FaultyDisk prepared(FaultyDisk disk) {
        disk.setFreePages(0);
        return disk;
    }

    private void startFull(LogDriver log, String what, Random random) throws Exception {
        checkAll(log.driver, what + ", after the start");
        for (int i = 0; i < 5; i++) {
            append(log.driver, size(random), random);
            appendMany(log.driver, random);
        }
        checkAll(log.driver, what + ", after the start");
        log.store.checkpointAll();
        log.disk.checkAllocated();
        log.disk.setFreePages(Long.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            assertThat(append(log.driver, size(random), random)).as(what).isTrue();
        }
        log.forget();
        LogDriver last = new LogDriver(log.settings, log.disk.afterPowerLoss(random));
        checkAll(last.driver, what + ", at last");
        last.disk.checkAllocated();
        last.forget();
    }

    @Test
    void roomOfMessagesThatDoNotFitIsUsedAgain() throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL);
        log.disk.setFreePages(200);
        Random random = new Random(1);
        assertThat(append(log.driver, 10, random)).isTrue();
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> log.driver.append(new byte[4 << 20]))
                    .isInstanceOf(StorageExhaustedException.class);
        }
        assertThat(append(log.driver, 100_000, random)).isTrue();
        checkAll(log.driver, "after many that did not fit");
    }

    // --- a real one

    @Test
    void aSmallFileSystemFillsUpAndGoesOn(@TempDir Path folder) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk.toString()),
                "only root can mount a small file system");
        try {
            fillRealDisk(disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private void fillRealDisk(Path disk) throws Exception {
        Random random = new Random(1);
        Path topic = Files.createDirectory(disk.resolve("topic"));
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[100_000]);
        for (int round = 0; round < 6; round++) {
            MessageStore memory = new MessageStore(QueueDriver.PLENTY, QueueDriver.PLENTY, InstantSource.system());
            LogStore store = new LogStore(memory, LogDriver.SMALL, Disk.real());
            QueueDriver driver = new QueueDriver(memory, store.open(topic, () -> {}));
            checkAll(driver, "start " + round);
            for (int refused = 0; refused < 5; ) {
                refused += append(driver, 1 + random.nextInt(9_000), random) ? 0 : 1;
            }
            checkAll(driver, "full " + round);
            if (round == 3) {
                Files.delete(filler);
                assertThat(append(driver, 9_000, random)).isTrue();
                checkAll(driver, "room again");
            }
            store.close();
            driver.queue.close();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
