package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is trimmed or not kept any more, on a disk with segments of 64 KiB. */
class RetentionTest {
    private static final int SIZE = 10_000; // of each message: six fit into a segment

    private LogDriver log;

    @BeforeEach
    void start() throws Exception {
        log = new LogDriver(LogDriver.SMALL);
    }

    @AfterEach
    void stop() {
        log.stop();
    }

    private void append(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            log.driver.append(new byte[SIZE]);
        }
    }

    private long segments() {
        return log.disk.files().stream()
                .filter(file -> file.toString().endsWith(".data"))
                .count();
    }

    private void retain(long ageMillis, long bytes) throws Exception {
        log.driver.queue.retain(new Retention(ageMillis, bytes));
        log.store.applyRetention();
    }

    @Test
    void keepsAllByItself() throws Exception {
        append(60);
        log.store.applyRetention();
        assertThat(log.driver.queue.earliestOffset()).isZero();
        assertThat(segments()).isEqualTo(10);
    }

    @Test
    void keepsAtLeastTheNewestBytes() throws Exception {
        append(60);
        retain(Retention.UNLIMITED, 20 * SIZE);
        long earliest = log.driver.queue.earliestOffset();
        assertThat(earliest).isBetween(30L, 40L);
        assertThat(segments()).isEqualTo(4);
        assertThat(log.driver.read(earliest, 100, Long.MAX_VALUE)).hasSize((int) (60 - earliest));
        assertThatThrownBy(() -> log.driver.read(earliest - 1, 1, SIZE))
                .isInstanceOf(OffsetOutOfRangeException.class)
                .hasMessage("offset %d is out of the range [%d, 60)", earliest - 1, earliest);
    }

    @Test
    void aLateMessageInAnOldSegmentDoesNotTakeNewerOnesWithIt() throws Exception {
        append(1);
        Reservation slow = log.driver.queue.reserveMessage(SIZE);
        append(60);
        QueueDriver.fill(slow, ByteBuffer.allocate(SIZE));
        assertThat(QueueDriver.publish(slow)).isEqualTo(61);
        append(6);
        retain(Retention.UNLIMITED, 20 * SIZE);
        assertThat(log.driver.queue.earliestOffset()).isBetween(30L, 48L);
        assertThat(segments()).as("the oldest holds the message 61").isEqualTo(12);
        assertThat(log.driver.read(61, 1, SIZE)).hasSize(1);
        append(60);
        log.store.applyRetention();
        assertThat(log.driver.queue.earliestOffset()).isBetween(62L, 108L);
    }

    @Test
    void aLateMessageIsKeptForItsOwnTime() throws Exception {
        append(1);
        Reservation slow = log.driver.queue.reserveMessage(SIZE);
        append(9);
        log.clock.advance(Duration.ofSeconds(10));
        QueueDriver.fill(slow, ByteBuffer.allocate(SIZE));
        assertThat(QueueDriver.publish(slow)).isEqualTo(10);
        retain(5_000, Retention.UNLIMITED);
        assertThat(log.driver.queue.earliestOffset()).isEqualTo(10);
        assertThat(log.driver.read(10, 1, SIZE)).hasSize(1);
    }

    @Test
    void dropsWhatIsOldAlsoWhenNothingComes() throws Exception {
        append(20);
        log.clock.advance(Duration.ofSeconds(10));
        retain(11_000, Retention.UNLIMITED);
        assertThat(log.driver.queue.earliestOffset()).isZero();
        log.clock.advance(Duration.ofSeconds(2));
        log.store.applyRetention();
        assertThat(log.driver.queue.earliestOffset()).isEqualTo(20);
        assertThat(segments()).isEqualTo(1);
        assertThat(log.driver.append(new byte[1])).isEqualTo(20);
    }

    @Test
    void dropsWhatIsOldOfAQueueThatNobodyHasUsedSinceTheStart() throws Exception {
        append(20);
        log.store.checkpointAll();
        log.startOn(log.disk.afterKill());
        log.clock.advance(Duration.ofSeconds(10));
        retain(9_000, Retention.UNLIMITED);
        assertThat(log.driver.queue.earliestOffset()).as("not looked into yet").isZero();
        log.store.openLimited(-1);
        assertThat(log.store.openFiles()).as("no time to open any").isZero();
        log.store.openLimited(Long.MAX_VALUE);
        log.store.applyRetention();
        assertThat(log.driver.queue.earliestOffset()).isEqualTo(20);
        assertThat(segments()).isEqualTo(1);
    }

    @Test
    void offsetsGoOnAfterARestartWhereNothingIsLeft() throws Exception {
        append(20);
        log.driver.queue.trim(20);
        for (FaultyDisk next : new FaultyDisk[] {log.disk.afterKill(), log.disk.afterPowerLoss(new Random(1))}) {
            log.startOn(next);
            assertThat(log.driver.queue.earliestOffset()).isEqualTo(20);
            assertThat(log.driver.queue.endOffset()).isEqualTo(20);
        }
        assertThat(log.driver.append(new byte[1])).isEqualTo(20);
    }

    @Test
    void aTrimThatWasAnsweredIsNotUndoneByAPowerLoss() throws Exception {
        append(60);
        for (int seed = 0; seed < 20; seed++) {
            long earliest = log.driver.queue.trim(log.driver.queue.earliestOffset() + 2);
            log.startOn(log.disk.afterPowerLoss(new Random(seed)));
            assertThat(log.driver.queue.earliestOffset()).as("seed %d", seed).isEqualTo(earliest);
            assertThat(log.driver.read(earliest, 100, Long.MAX_VALUE)).hasSize((int) (60 - earliest));
        }
    }

    @Test
    void waitsForABatchThatStillArrivesInAnOldSegment() throws Exception {
        append(1);
        Reservation slow = log.driver.queue.reserveMessage(SIZE);
        QueueDriver.fill(slow, ByteBuffer.allocate(SIZE - 1));
        append(30);
        log.driver.queue.trim(31);
        QueueDriver.fill(slow, ByteBuffer.wrap(new byte[] {42}));
        assertThat(QueueDriver.publish(slow)).isEqualTo(31);
        assertThat(log.driver.read(31, 1, SIZE).getFirst().body()).endsWith(42);
        log.startOn(log.disk.afterPowerLoss(new Random(3)));
        assertThat(log.driver.read(31, 1, SIZE).getFirst().body()).endsWith(42);
        log.driver.queue.trim(32);
        assertThat(segments()).isEqualTo(1);
    }

    @Test
    void anAnswerOnItsWayKeepsWhatItShows() throws Exception {
        append(1);
        Slices answer = new Slices(ByteBuffer.allocateDirect(4_096));
        log.driver.queue.read(0, 1, SIZE, true, answer);
        append(30);
        log.driver.queue.trim(31);
        assertThat(QueueDriver.takeApart(answer).getFirst().body()).hasSize(SIZE);
        answer.release();
    }
}
