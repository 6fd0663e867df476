package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Disasters, one by one. */
class LogRecoveryTest {
    private static final Path FIRST = LogDriver.FOLDER.resolve("0000000001.data");
    private static final Path INDEX = LogDriver.FOLDER.resolve("0000000000.index");

    private final List<byte[]> messages = new ArrayList<>();
    private final Random random = new Random(1);
    private LogDriver log;

    LogRecoveryTest() throws Exception {
        log = new LogDriver(LogDriver.SMALL);
    }

    private byte[] message(int size) {
        byte[] message = new byte[size];
        random.nextBytes(message);
        return message;
    }

    private void append(int size) throws Exception {
        byte[] message = message(size);
        assertThat(log.driver.append(message)).isEqualTo(messages.size());
        messages.add(message);
    }

    private Reservation reserve(byte[] message) throws Exception {
        Reservation room = log.driver.queue.reserveMessage(message.length);
        QueueDriver.fill(room, ByteBuffer.wrap(message));
        return room;
    }

    private void restartOn(FaultyDisk disk) throws Exception {
        log.startOn(disk);
    }

    private void checkAll() throws Exception {
        assertThat(log.driver.queue.endOffset()).isEqualTo(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            assertThat(log.driver.read(i, 1, 1).getFirst().body())
                    .as("message %d", i)
                    .isEqualTo(messages.get(i));
        }
    }

    @Test
    void recoversFromATornLastMessage() throws Exception {
        for (int size : new int[] {1, 30, 200, 90, 7}) {
            append(size);
        }
        byte[] bytes = log.disk.read(FIRST);
        var batches = LogDamageTest.Batches.of(bytes).all0();
        List<byte[]> all = List.copyOf(messages);
        for (int cut = (int) batches.getFirst()[0]; cut < batches.getLast()[1] + 8; cut++) {
            byte[] torn = bytes.clone();
            Arrays.fill(torn, cut, torn.length, (byte) 0);
            FaultyDisk disk = log.disk.afterKill();
            disk.write(FIRST, torn);
            int end = cut;
            messages.clear();
            for (int i = 0; i < all.size(); i++) {
                long[] batch = batches.get(i);
                if (Arrays.equals(bytes, (int) batch[0], (int) batch[1], torn, (int) batch[0], (int) batch[1])) {
                    messages.add(all.get(i));
                }
            }
            LogDriver before = log;
            log = new LogDriver(LogDriver.SMALL, disk);
            checkAll();
            append(60);
            append(900);
            restartOn(disk.afterPowerLoss(random));
            checkAll();
            log.forget();
            log = before;
            assertThat(end).isEqualTo(cut);
        }
    }

    @Test
    void keepsAFinishedBatchBehindAnUnfinishedOne() throws Exception {
        Reservation unfinished = log.driver.queue.reserveMessage(500);
        QueueDriver.fill(unfinished, ByteBuffer.allocate(200));
        Reservation large = log.driver.queue.reserveMessage(300_000);
        QueueDriver.fill(large, ByteBuffer.allocate(100_000));
        append(100);
        for (int i = 0; i < 20; i++) {
            LogDriver next = new LogDriver(LogDriver.SMALL, log.disk.afterPowerLoss(random));
            assertThat(next.driver.read(0, 1, 1).getFirst().body()).isEqualTo(messages.getFirst());
            assertThat(next.driver.queue.endOffset()).isEqualTo(1);
            next.forget();
        }
    }

    /** Publishes them, but their flush fails; the disk is as after a kill. */
    private FaultyDisk publishUnacknowledged(List<Reservation> rooms) throws Exception {
        log.disk.failNextFlush(new IOException("the test says so"));
        for (Reservation room : rooms) {
            assertThatThrownBy(room::publish).isInstanceOf(StorageFailedException.class);
        }
        return log.disk.afterKill();
    }

    private static void zeroLastBytes(FaultyDisk disk, Path file, byte[] of) {
        byte[] bytes = disk.read(file);
        int at = indexOf(bytes, of);
        Arrays.fill(bytes, at, at + of.length, (byte) 0);
        disk.write(file, bytes);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; ; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
    }

    @Test
    void givesNoOffsetTwice() throws Exception {
        append(40);
        byte[] lost = message(50);
        byte[] behind = message(60);
        List<Reservation> rooms = List.of(reserve(lost), reserve(behind));
        FaultyDisk disk = publishUnacknowledged(rooms);
        zeroLastBytes(disk, FIRST, lost);
        checkGivesUpFrom(disk, 1);
    }

    @Test
    void givesNoOffsetTwiceWhereABatchLiesInRoomFromBeforeTheCheckpoint() throws Exception {
        byte[] lost = message(50);
        byte[] behind = message(60);
        Reservation late = reserve(behind);
        append(40);
        log.store.checkpointAll();
        List<Reservation> rooms = List.of(reserve(lost), late);
        FaultyDisk disk = publishUnacknowledged(rooms);
        zeroLastBytes(disk, FIRST, lost);
        checkGivesUpFrom(disk, 1);
    }

    @Test
    void theHeadOfANewSegmentDoesNotMakeWhatWasBeforeItSafe() throws Exception {
        append(40);
        byte[] lost = message(50);
        List<Reservation> rooms = List.of(reserve(lost));
        FaultyDisk atLast = publishUnacknowledged(rooms);
        LogDriver other = new LogDriver(LogDriver.SMALL, atLast); // makes a segment behind both
        Reservation rolled = other.driver.queue.reserveMessage(LogDriver.SMALL.segmentSize());
        FaultyDisk disk = other.disk.afterKill();
        byte[] bytes = disk.read(FIRST);
        java.util.Arrays.fill(bytes, 64, 192, (byte) 0);
        disk.write(FIRST, bytes);
        zeroLastBytes(disk, FIRST, lost);
        rolled.abandon();
        other.forget();
        checkGivesUpFrom(disk, 1);
    }

    @Test
    void findsALateBatchWhereACheckpointIsDamaged() throws Exception {
        byte[] message = message(50);
        Reservation late = reserve(message);
        append(40);
        log.store.checkpointAll();
        append(41);
        log.store.checkpointAll();
        late.publish();
        messages.add(message);
        for (int checkpoint : new int[] {64, 128}) {
            FaultyDisk disk = log.disk.afterKill();
            byte[] bytes = disk.read(FIRST);
            bytes[checkpoint + 20] ^= 1;
            disk.write(FIRST, bytes);
            LogDriver before = log;
            log = new LogDriver(LogDriver.SMALL, disk);
            checkAll();
            log.forget();
            log = before;
        }
    }

    private void checkGivesUpFrom(FaultyDisk disk, int end) throws Exception {
        restartOn(disk);
        assertThat(log.driver.queue.endOffset()).isEqualTo(end);
        append(70);
        FaultyDisk withoutIndex = log.disk.afterKill();
        withoutIndex.delete(INDEX);
        restartOn(withoutIndex);
        checkAll();
        append(80);
        checkAll();
    }

    @Test
    void whatAKillLeftUnflushedIsSafeBeforeItIsShown() throws Exception {
        byte[] message = message(50);
        Reservation late = reserve(message);
        append(40);
        log.store.checkpointAll();
        messages.add(message);
        restartOn(publishUnacknowledged(List.of(late)));
        checkAll();
        for (int i = 0; i < 20; i++) {
            FaultyDisk disk = log.disk.afterPowerLoss(random);
            LogDriver before = log;
            log = new LogDriver(LogDriver.SMALL, disk);
            checkAll();
            log.forget();
            log = before;
        }
    }

    @Test
    void keepsABatchThatTakesRoomGivenBackAfterACheckpoint() throws Exception {
        append(40);
        Reservation abandoned = reserve(message(1_000));
        log.store.checkpointAll();
        abandoned.abandon();
        append(3_000); // would lie across the place up to which the checkpoint covers all
        restartOn(log.disk.afterPowerLoss(random));
        checkAll();
        append(2_000);
        checkAll();
    }

    @Test
    void keepsWhatFollowsABatchThatTheFirstPageDidNotKnowOf() throws Exception {
        for (int i = 0; i < 40; i++) {
            byte[] before = i == 0 ? new byte[0] : log.disk.read(FIRST);
            append(700 + i);
            if (i == 0) {
                continue;
            }
            FaultyDisk disk = log.disk.afterKill();
            byte[] bytes = disk.read(FIRST);
            System.arraycopy(before, 0, bytes, 0, 192); // the head is older than the batches
            disk.write(FIRST, bytes);
            LogDriver first = log;
            int count = messages.size();
            log = new LogDriver(LogDriver.SMALL, disk);
            if (log.driver.queue.endOffset() < count) {
                messages.removeLast();
            }
            append(10);
            log.stop();
            restartOn(log.disk.afterKill());
            checkAll();
            FaultyDisk again = log.disk.afterKill();
            byte[] now = again.read(FIRST);
            Arrays.fill(now, 64, 192, (byte) 0); // and no checkpoint
            again.write(FIRST, now);
            restartOn(again);
            checkAll();
            log.forget();
            log = first;
            while (messages.size() > count - 1) {
                messages.removeLast();
            }
            messages.add(log.driver.read(count - 1, 1, 1).getFirst().body());
        }
    }

    @Test
    void lookingThroughTakesAsLongAsWhatWasWrittenSinceTheCheckpoint() throws Exception {
        long little = lookedAt(10, 5);
        assertThat(lookedAt(400, 5)).isEqualTo(little);
        assertThat(lookedAt(10, 50)).isGreaterThan(8 * little);
    }

    @Test
    void aLargeLogSaysHowFarItIsAndASmallOneDoesNot() throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL.withSegmentSize(4 << 20));
        log.driver.append(new byte[100]);
        assertThat(progressOf(log.disk.afterKill()).planned()).isZero();
        for (int i = 0; i < 12; i++) {
            log.driver.append(new byte[1 << 20]);
        }
        log.forget();
        RecoveryProgress progress = progressOf(log.disk.afterKill());
        assertThat(progress.planned()).isGreaterThan(12 << 20);
        assertThat(progress.looked()).isEqualTo(progress.planned());
    }

    private static RecoveryProgress progressOf(FaultyDisk disk) throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL, disk);
        log.forget();
        return log.store.progress();
    }

    private static long lookedAt(int before, int since) throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL);
        for (int i = 0; i < before; i++) {
            log.driver.append(new byte[1_000]);
        }
        log.store.checkpointAll();
        for (int i = 0; i < since; i++) {
            log.driver.append(new byte[100]);
        }
        log.forget();
        var files = new LogFiles(log.disk.afterKill(), new OpenFiles(16), LogDriver.FOLDER);
        RecoveredLog recovered = new LogRecovery(files, new RecoveryProgress()).recover();
        assertThat(recovered.state().end()).isEqualTo(before + since);
        return recovered.looked();
    }

    @Test
    void aFailedFlushStopsTheQueueUntilTheNextStart() throws Exception {
        append(100);
        Reservation waiting = reserve(message(10));
        log.disk.failNextFlush(new IOException("no such luck"));
        assertThatThrownBy(() -> log.driver.append(new byte[20]))
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("takes no more messages until")
                .hasMessageContaining("no such luck");
        assertThatThrownBy(() -> log.driver.append(new byte[20])).isInstanceOf(StorageFailedException.class);
        assertThatThrownBy(waiting::publish).isInstanceOf(StorageFailedException.class);
        assertThat(log.driver.queue.endOffset()).isEqualTo(1);
        checkAll();
        restartOn(log.disk.afterPowerLoss(random));
        while (messages.size() < log.driver.queue.endOffset()) { // what was not acknowledged may be there or not
            messages.add(log.driver.read(messages.size(), 1, 1).getFirst().body());
        }
        append(30);
        checkAll();
    }

    /** Their entries fill a page of the index, so that the folder is to be flushed. */
    private void appendWithoutFlush() {
        log.disk.setFoldersCanBeOpened(false);
        List<byte[]> many = java.util.Collections.nCopies(600, new byte[] {7});
        assertThatThrownBy(() -> log.driver.appendBatch(many))
                .isInstanceOf(NotFlushedException.class)
                .hasMessageContaining("too many open files");
        messages.addAll(many);
    }

    @Test
    void aFlushThatCouldNotBeginIsMadeWithTheNext() throws Exception {
        append(100);
        appendWithoutFlush();
        assertThat(log.driver.queue.endOffset()).isEqualTo(1);
        for (int i = 0; i < 10; i++) { // refused before they are written
            assertThatThrownBy(() -> log.driver.append(new byte[20])).isInstanceOf(NotFlushedException.class);
        }
        log.disk.setFoldersCanBeOpened(true);
        append(30);
        checkAll();
        restartOn(log.disk.afterPowerLoss(random));
        checkAll();
    }

    @Test
    void aCheckpointThatCouldNotBeMadeIsMadeLater() throws Exception {
        append(100);
        appendWithoutFlush();
        log.store.checkpointAll();
        assertThat(lookedThrough()).isPositive();
        log.disk.setFoldersCanBeOpened(true);
        log.store.checkpointAll();
        assertThat(lookedThrough()).isZero();
    }

    @Test
    void moreFilesAreFlushedThanCanBeOpen() throws Exception {
        LogDriver small = new LogDriver(
                new LogSettings(Fsync.INTERVAL, LogDriver.SMALL.checkpointInterval(), 4 << 10, 4, Retention.ALL));
        for (int i = 0; i < 40; i++) {
            small.driver.append(new byte[3_000]);
        }
        int most = 12; // some are held to be written
        small.disk.setMostOpen(most);
        small.store.checkpointAll();
        LogDriver next = new LogDriver(LogDriver.SMALL, small.disk.afterPowerLoss(random));
        assertThat(next.driver.queue.endOffset()).isEqualTo(40);
        next.forget();
        small.disk.setMostOpen(Integer.MAX_VALUE);
        small.forget();
    }

    @Test
    void aCleanStopFlushesWhatNobodyFlushedBefore() throws Exception {
        LogDriver never = new LogDriver(
                new LogSettings(Fsync.NEVER, LogDriver.SMALL.checkpointInterval(), 64 << 10, 16, Retention.ALL));
        never.driver.append(new byte[3_000]);
        never.store.checkpointAll();
        never.store.checkpointAll();
        assertThat(never.disk.flushes).isZero();
        never.stop();
        assertThat(never.disk.flushes).isPositive();
        LogDriver next = new LogDriver(LogDriver.SMALL, never.disk.afterPowerLoss(random));
        assertThat(next.driver.queue.endOffset()).isEqualTo(1);
        next.forget();
    }

    private long lookedThrough() throws IOException {
        var files = new LogFiles(log.disk.afterKill(), new OpenFiles(16), LogDriver.FOLDER);
        return new LogRecovery(files, new RecoveryProgress()).recover().looked();
    }

    @Test
    void aSegmentThatCouldNotBeMadeHoldsNoFileOpen() throws Exception {
        int before = log.disk.openFiles;
        log.disk.setFoldersCanBeOpened(false);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> log.driver.append(new byte[20])).isInstanceOf(NotFlushedException.class);
        }
        assertThat(log.disk.openFiles).isEqualTo(before);
        log.disk.setFoldersCanBeOpened(true);
        append(30);
        checkAll();
    }

    @Test
    void whatWasNeverOpenedIsDroppedWithoutBeingOpened() throws Exception {
        append(100);
        log.stop();
        FaultyDisk disk = log.disk.afterKill();
        LogStore store = new LogStore(log.driver.store, log.settings, disk);
        MessageQueue queue = store.openLater(LogDriver.FOLDER, new QueueState(1, 0, 0), () -> {});
        queue.close();
        queue.dropFiles("dropped");
        assertThat(disk.files()).isEmpty();
        assertThat(disk.openFiles).isZero();
        assertThatThrownBy(queue::batches).isInstanceOf(QueueClosedException.class);
        store.close();
    }

    @Test
    void aFailedFlushOfATrimStopsTheQueueToo() throws Exception {
        append(100);
        append(100);
        log.disk.setDuringFlush(() -> log.disk.failNextFlush(new IOException("no such luck")));
        assertThatThrownBy(() -> log.driver.queue.trim(1))
                .isNotInstanceOf(StorageFailedException.class) // so not the flush that all share
                .hasMessageContaining("no such luck");
        log.disk.setDuringFlush(() -> {});
        assertThatThrownBy(() -> log.driver.append(new byte[20]))
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("no such luck");
    }

    @Test
    void aFailedFlushIsToldToAllWhoWait() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> told = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Reservation> rooms = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rooms.add(reserve(message(10)));
        }
        log.disk.failNextFlush(new IOException("no such luck"));
        for (Reservation room : rooms) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    room.publish();
                } catch (Exception e) {
                    told.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told).hasSize(8).allSatisfy(e -> assertThat(e).isInstanceOf(StorageFailedException.class));
        assertThat(log.driver.queue.endOffset()).isZero();
        rooms.forEach(Reservation::abandon);
        assertThat(log.driver.store.unfinished()).isZero();
    }
}
