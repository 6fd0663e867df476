package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.log.LogFinding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check and the copy on disks that lose what was not flushed. */
class LogCheckTest {
    private final List<LogFinding> findings = new ArrayList<>();
    private LogDriver log = newDriver(Fsync.ALWAYS);

    private static LogDriver newDriver(Fsync fsync) {
        try {
            return new LogDriver(LogDriver.SMALL.with(fsync));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        log.stop();
    }

    private LogTotals check(FaultyDisk disk) throws IOException {
        findings.clear();
        return LogCheck.run(disk, LogDriver.FOLDER, findings::add, bytes -> {});
    }

    private void send(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            log.driver.append(new byte[100]);
        }
    }

    @Test
    void aLogInUseIsInOrderAndIsCopied() throws Exception {
        send(2_000); // several segments
        LogTotals totals = check(log.disk);
        assertThat(findings).isEmpty();
        assertThat(totals.messages()).isEqualTo(2_000);
        assertThat(totals.end()).isEqualTo(2_000);
        var target = LogDriver.DATA.resolve("copy");
        log.disk.makeFolder(target);
        assertThat(LogCopy.run(log.disk, LogDriver.FOLDER, target, findings::add, bytes -> {})
                        .messages())
                .isEqualTo(2_000);
        assertThat(LogCheck.run(log.disk, target, findings::add, bytes -> {}).messages())
                .isEqualTo(2_000);
        assertThat(findings).isEmpty();
    }

    @Test
    void whatIsTrimmedWhileItIsCopiedIsNoHole() throws Exception {
        send(2_000);
        var target = LogDriver.DATA.resolve("copy");
        log.disk.makeFolder(target);
        var batches = new AtomicInteger();
        LogTotals totals = LogCopy.run(log.disk, LogDriver.FOLDER, target, findings::add, bytes -> {
            if (batches.incrementAndGet() == 100) {
                trim(1_900);
            }
        });
        assertThat(findings).isEmpty();
        assertThat(totals.earliest()).isBetween(1_000L, 1_900L); // the segment of 1 900 may begin before it
        assertThat(totals.messages()).isEqualTo(2_000 - totals.earliest());
        LogTotals copied = LogCheck.run(log.disk, target, findings::add, bytes -> {});
        assertThat(findings).isEmpty();
        assertThat(copied.earliest()).isEqualTo(totals.earliest());
        assertThat(copied.end()).isEqualTo(2_000);
    }

    private void trim(long offset) {
        try {
            log.driver.queue.trim(offset);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasNeverAcknowledgedIsNoDamage() throws Exception {
        send(20);
        var room = log.driver.queue.reserveMessage(100);
        LogTotals totals = check(log.disk);
        room.abandon();
        assertThat(findings).singleElement().satisfies(one -> {
            assertThat(one.severity()).isEqualTo(Severity.NOTE);
            assertThat(one.found()).contains("was not finished");
        });
        assertThat(totals.end()).isEqualTo(20);
        assertThat(totals.deadBytes()).isPositive();
    }

    /** Whatever the power leaves, nothing acknowledged is missing, and the check sees the end where a start sees it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aLossOfPowerIsNoDamageAndTheEndIsThatOfTheNextStart(long seed) throws Exception {
        var random = new Random(seed);
        send(random.nextInt(800));
        log.store.checkpointAll();
        send(random.nextInt(800));
        long acknowledged = log.driver.queue.endOffset();
        List<Reservation> open = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            open.add(log.driver.queue.reserveMessage(1 + random.nextInt(3_000)));
        }
        FaultyDisk left = log.disk.afterPowerLoss(random);
        for (Reservation room : open) {
            room.abandon();
        }
        LogTotals totals = check(left);
        assertThat(findings).noneMatch(one -> one.severity() == Severity.DAMAGE);
        assertThat(totals.messages()).isGreaterThanOrEqualTo(acknowledged);
        var next = new LogDriver(log.settings, left);
        try {
            assertThat(next.driver.queue.endOffset()).isEqualTo(totals.end()).isGreaterThanOrEqualTo(acknowledged);
        } finally {
            next.stop();
        }
        check(next.disk);
        assertThat(findings).noneMatch(one -> one.severity() != Severity.NOTE);
    }
}
