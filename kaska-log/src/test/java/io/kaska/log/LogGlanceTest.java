package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A log that was left alone is known at a glance; one that was not is never taken for it. */
class LogGlanceTest {
    private static final int SEEDS = Boolean.getBoolean("kaska.long") ? 2_000 : 150;
    private static final LogSettings SMALL =
            new LogSettings(Fsync.ALWAYS, Duration.ofHours(1), 6 << 10, 16, Retention.ALL);

    private static @Nullable QueueState glance(FaultyDisk disk) throws IOException {
        return LogGlance.stateOf(disk, LogDriver.FOLDER);
    }

    private static RecoveredLog recover(FaultyDisk disk) throws IOException {
        return new LogRecovery(new LogFiles(disk, new OpenFiles(16), LogDriver.FOLDER), new RecoveryProgress())
                .recover();
    }

    /** Returns whether the glance was enough. */
    private static boolean checkThatItSaysWhatRecoveryFinds(FaultyDisk disk, String what) throws IOException {
        QueueState glance = glance(disk);
        if (glance == null) {
            return false;
        }
        RecoveredLog recovered = recover(disk.afterKill());
        assertThat(recovered.state()).as(what).isEqualTo(glance);
        assertThat(recovered.changed()).as(what).isEmpty();
        assertThat(recovered.looked()).as(what).isZero();
        return true;
    }

    // --- left alone

    @Test
    void anEmptyFolderIsAnEmptyLog() throws Exception {
        LogDriver log = new LogDriver(SMALL);
        assertThat(glance(log.disk)).isEqualTo(new QueueState(0, 0, 0));
        log.forget();
    }

    @Test
    void aCleanStopIsOneAlsoWhereWhatWasNeverFlushedWasDroppedMeanwhile() throws Exception {
        for (Fsync fsync : Fsync.values()) {
            LogDriver log = new LogDriver(SMALL.with(fsync));
            for (int i = 0; i < 40; i++) {
                log.driver.append(new byte[700]);
            }
            log.driver.queue.trim(30);
            log.driver.append(new byte[700]);
            log.stop();
            assertThat(checkThatItSaysWhatRecoveryFinds(log.disk.afterKill(), "fsync " + fsync))
                    .as("fsync %s", fsync)
                    .isTrue();
        }
    }

    @Test
    void aLogThatWasNotWrittenSinceItsCheckpointIsKnownAtAGlance() throws Exception {
        LogDriver log = new LogDriver(SMALL);
        for (int i = 0; i < 40; i++) {
            log.driver.append(new byte[700]);
        }
        log.driver.queue.trim(13);
        log.store.checkpointAll();
        log.forget();
        FaultyDisk disk = log.disk.afterKill();
        assertThat(checkThatItSaysWhatRecoveryFinds(disk, "left alone")).isTrue();
        assertThat(glance(disk))
                .extracting(QueueState::end, QueueState::earliest)
                .containsExactly(40L, 13L);
    }

    @Test
    void aQueueThatWasKnownAtAGlanceOpensNoFileBeforeItIsUsed() throws Exception {
        LogDriver log = new LogDriver(SMALL);
        log.driver.append(new byte[10]);
        log.store.checkpointAll();
        log.startOn(log.disk.afterKill());
        assertThat(log.driver.queue.endOffset()).isEqualTo(1);
        assertThat(log.store.openFiles()).isZero();
        assertThat(log.driver.read(0, 1, 1)).hasSize(1);
        assertThat(log.store.openFiles()).isPositive();
        log.stop();
    }

    // --- not left alone

    @Test
    void itSaysWhatRecoveryFindsOrNothing() throws Exception {
        int known = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            LogDriver log = new LogDriver(SMALL.with(List.of(Fsync.values()).get(random.nextInt(3))));
            work(log, random);
            log.forget();
            FaultyDisk disk = random.nextBoolean() ? log.disk.afterKill() : log.disk.afterPowerLoss(random);
            known += checkThatItSaysWhatRecoveryFinds(disk, "seed " + seed) ? 1 : 0;
        }
        assertThat(known).as("logs known at a glance").isBetween(SEEDS / 10, SEEDS * 9 / 10);
    }

    private static void work(LogDriver log, Random random) throws Exception {
        List<Reservation> open = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> log.store.checkpointAll();
                case 1 -> open.add(log.driver.queue.reserveMessage(1 + random.nextInt(400)));
                case 2 -> finishOne(open, random);
                case 3 -> trim(log, random);
                default -> log.driver.append(new byte[1 + random.nextInt(900)]);
            }
        }
        if (random.nextInt(3) > 0) {
            log.store.checkpointAll();
        }
        if (random.nextInt(4) == 0) {
            finishOne(open, random);
        }
    }

    private static void finishOne(List<Reservation> open, Random random) throws Exception {
        if (open.isEmpty()) {
            return;
        }
        Reservation room = open.remove(random.nextInt(open.size()));
        if (random.nextBoolean()) {
            room.abandon();
        } else {
            QueueDriver.fill(room, ByteBuffer.allocate(1_000));
            room.publish();
        }
    }

    private static void trim(LogDriver log, Random random) throws IOException {
        long end = log.driver.queue.endOffset();
        if (random.nextInt(4) == 0 && end > 0) {
            log.driver.queue.trim(random.nextLong(end + 1));
        }
    }

    @Test
    void noDamageToAHeadIsPassedOver() throws Exception {
        LogDriver log = new LogDriver(SMALL);
        for (int i = 0; i < 10; i++) {
            log.driver.append(new byte[700]);
            log.store.checkpointAll();
        }
        log.stop();
        FaultyDisk whole = log.disk.afterKill();
        int known = 0;
        for (Path file : whole.files()) {
            for (int at = 0; at < 600; at++) {
                FaultyDisk disk = whole.afterKill();
                byte[] bytes = disk.read(file);
                bytes[at] ^= 0x40;
                disk.write(file, bytes);
                known += checkThatItSaysWhatRecoveryFinds(disk, file + " at " + at) ? 1 : 0;
            }
            for (int size : new int[] {0, 1, 47, 191, 192, 4_095}) {
                FaultyDisk disk = whole.afterKill();
                disk.write(file, Arrays.copyOf(disk.read(file), size));
                boolean enough = checkThatItSaysWhatRecoveryFinds(disk, file + " cut to " + size);
                assertThat(enough && size < FileHeader.SIZE)
                        .as("%s cut to %d", file, size)
                        .isFalse();
            }
            FaultyDisk disk = whole.afterKill();
            disk.delete(file);
            checkThatItSaysWhatRecoveryFinds(disk, "without " + file);
        }
        assertThat(known).as("bytes that no start looks at").isPositive();
    }
}
