package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is trimmed, or not kept any more, of a queue in memory gives its memory back; what somebody shows stays. */
class FreedMemoryTest {
    private static final int SIZE = 10_000; // of most messages
    private static final int LARGE = 200_000;
    private static final long SPARE = 6 << 20; // an empty slab of each size, and what the queue takes at least

    private final long[] now = {1_000_000};
    private final MessageStore store = Poison.store(QueueDriver.PLENTY, () -> Instant.ofEpochMilli(now[0]));
    private final QueueDriver driver = new QueueDriver(store);
    private final MessageQueue queue = driver.queue;

    /** In use, or kept anyway; not what is kept for a moment only. */
    private long reserved() {
        store.pool().freeEmptySlabs();
        return store.pool().reserved();
    }

    /** Each is filled with the low byte of its offset. */
    private void append(int count, int size) throws Exception {
        for (int i = 0; i < count; i++) {
            byte[] message = new byte[size];
            Arrays.fill(message, (byte) queue.endOffset());
            driver.append(message);
        }
    }

    private void assertReadable(long offset, int size) throws Exception {
        QueueDriver.Read read = driver.read(offset, 1, Long.MAX_VALUE).get(0);
        assertThat(read.offset()).isEqualTo(offset);
        assertThat(read.body()).hasSize(size).containsOnly((byte) offset);
    }

    @Test
    void aTrimmedQueueGivesItsMemoryBackAndGoesOn() throws Exception {
        for (int round = 0; round < 5; round++) {
            append(2_000, SIZE);
            append(50, LARGE);
            assertThat(reserved()).isGreaterThan(30_000_000);
            queue.trim(queue.endOffset());
            assertThat(reserved()).isLessThan(SPARE);
        }
        append(1, SIZE);
        assertReadable(5 * 2_050, SIZE);
    }

    @Test
    void theIndexGoesToo() throws Exception {
        byte[] message = {1};
        List<byte[]> batch = Collections.nCopies(100_000, message);
        for (int i = 0; i < 30; i++) {
            driver.appendBatch(batch); // 24 MB of index
        }
        assertThat(reserved()).isGreaterThan(24_000_000);
        queue.trim(queue.endOffset() - 1);
        assertThat(reserved()).isLessThan(SPARE + 2 * BlockPool.LARGEST_BLOCK);
        assertThat(queue.messageLength(queue.endOffset() - 1)).isEqualTo(1);
        assertThat(queue.offsetForTime(now[0])).hasValue(queue.endOffset() - 1);
    }

    @Test
    void aPartlyTrimmedQueueKeepsTheRest() throws Exception {
        append(2_000, SIZE);
        append(20, LARGE);
        append(2_000, SIZE);
        queue.trim(2_010);
        assertThat(reserved()).isBetween(22_000_000L, 22_000_000L + SPARE);
        for (long offset = 2_010; offset < queue.endOffset(); offset++) {
            assertReadable(offset, offset < 2_020 ? LARGE : SIZE);
        }
    }

    @Test
    void anAnswerKeepsWhatItShows() throws Exception {
        append(10, SIZE);
        append(1, LARGE);
        append(1_000, SIZE);
        Slices answer = new Slices(ByteBuffer.allocateDirect(4_096));
        assertThat(queue.read(9, 3, Long.MAX_VALUE, true, answer)).isEqualTo(3);
        queue.trim(queue.endOffset());
        assertThat(reserved()).as("what it does not show is gone").isLessThan(SPARE);
        append(1_000, SIZE); // would take the blocks if they were free
        queue.close();

        List<QueueDriver.Read> shown = QueueDriver.takeApart(answer);
        assertThat(shown).extracting(QueueDriver.Read::offset).containsExactly(9L, 10L, 11L);
        for (QueueDriver.Read read : shown) {
            assertThat(read.body()).containsOnly((byte) read.offset());
        }
        answer.release();
        store.close();
        assertThat(reserved()).isZero();
    }

    @Test
    void aStalledProducerKeepsNoMoreThanItsBlock() throws Exception {
        append(500, SIZE);
        Reservation stalled = queue.reserveMessage(3);
        Reservation hopeless = queue.reserveMessage(3);
        append(2_000, SIZE);
        queue.trim(queue.endOffset());
        assertThat(reserved()).isLessThan(SPARE);

        QueueDriver.fill(stalled, ByteBuffer.wrap(new byte[] {7, 7, 7}));
        assertThat(stalled.publish()).isEqualTo(2_500);
        assertThat(driver.read(2_500, 1, 100).get(0).body()).containsExactly(7, 7, 7);
        hopeless.abandon();
        queue.trim(queue.endOffset());
        queue.close();
        store.close();
        assertThat(reserved()).isZero();
    }

    @Test
    void theBlockOfWhatNeverArrivedGoesWithTheLastOfIt() throws Exception {
        append(500, SIZE);
        Reservation hopeless = queue.reserveMessage(3);
        append(500, SIZE);
        queue.trim(queue.endOffset());
        long before = reserved();
        hopeless.abandon();
        assertThat(reserved()).isLessThan(before);
    }

    @Test
    void keepsTheNewestBytesAndNotMuchMore() throws Exception {
        for (int keep : new int[] {64 << 10, 1 << 20, 8 << 20}) {
            queue.retain(new Retention(Retention.UNLIMITED, keep));
            for (int i = 0; i < 4_000; i++) {
                append(1, i % 50 == 0 ? LARGE : 1_000);
                assertThat(reserved()).as("at most, to keep %d", keep).isLessThan(2L * keep + LARGE + SPARE);
            }
            long kept = 0;
            for (long offset = queue.earliestOffset(); offset < queue.endOffset(); offset++) {
                kept += queue.messageLength(offset) + 52; // with header and index
            }
            assertThat(kept).isGreaterThanOrEqualTo(keep);
        }
    }

    @Test
    void whatArrivesLateIsAsNewAsItsOffset() throws Exception {
        append(1, SIZE);
        Reservation late = queue.reserveMessage(SIZE);
        append(1_000, SIZE);
        QueueDriver.fill(late, ByteBuffer.allocate(SIZE));
        assertThat(late.publish()).isEqualTo(1_001);
        queue.retain(new Retention(Retention.UNLIMITED, 3 << 20));
        store.retention().applyAll();
        assertThat(queue.earliestOffset()).isBetween(400L, 1_001L - (3 << 20) / (SIZE + 100));
        assertReadable(queue.earliestOffset(), SIZE);
        assertThat(driver.read(1_001, 1, 1).get(0).body()).containsOnly(0);
    }

    @Test
    void whatArrivedLateDoesNotCountForWhatIsBesideIt() throws Exception {
        append(1, SIZE);
        for (int i = 0; i < 20; i++) {
            Reservation late = queue.reserveMessage(SIZE);
            append(100, SIZE);
            QueueDriver.fill(late, ByteBuffer.allocate(SIZE));
            late.publish();
            queue.retain(new Retention(Retention.UNLIMITED, 500_000));
            store.retention().applyAll();
            assertThat(queue.endOffset() - queue.earliestOffset()).isGreaterThanOrEqualTo(49);
        }
        assertThat(queue.earliestOffset()).isPositive();
    }

    @Test
    void anIdleQueueDropsWhatIsOld() throws Exception {
        append(1_000, SIZE);
        now[0] += 60_000;
        append(500, SIZE);
        queue.retain(new Retention(30_000, Retention.UNLIMITED));
        store.retention().applyAll();
        assertThat(queue.earliestOffset()).isBetween(700L, 1_000L);
        now[0] += 60_000;
        store.retention().applyAll();
        assertThat(queue.earliestOffset()).isEqualTo(1_500);
        assertThat(reserved()).isLessThan(SPARE);
        assertThatThrownBy(() -> driver.read(1_499, 1, 1)).isInstanceOf(OffsetOutOfRangeException.class);
    }

    @Test
    void aThreadLooksAfterThoseWithARule() throws Exception {
        append(10, SIZE);
        assertThat(store.retention().count()).isZero();
        queue.retain(new Retention(1, Retention.UNLIMITED));
        now[0] += 10;
        long giveUp = System.nanoTime() + 30_000_000_000L;
        while (queue.earliestOffset() < 10 && System.nanoTime() < giveUp) {
            Thread.sleep(20);
        }
        assertThat(queue.earliestOffset()).isEqualTo(10);
        queue.retain(Retention.ALL);
        store.retention().applyAll();
        assertThat(store.retention().count()).isZero();
        append(1, SIZE);
        now[0] += 10;
        store.retention().applyAll();
        assertThat(queue.earliestOffset()).isEqualTo(10);
        store.close();
    }
}
