package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageQueueTest {
    private final QueueDriver driver = new QueueDriver();
    private final MessageQueue queue = driver.queue;

    @Test
    void showsNothingBeforeItIsPublished() throws Exception {
        Reservation open = queue.reserveMessage(3);
        QueueDriver.fill(open, ByteBuffer.wrap(new byte[] {1, 2, 3}));

        assertThat(queue.endOffset()).isZero();
        assertThat(driver.read(0, 10, 1_000)).isEmpty();

        assertThat(open.publish()).isZero();
        assertThat(driver.read(0, 10, 1_000))
                .singleElement()
                .satisfies(m -> assertThat(m.body()).containsExactly(1, 2, 3));
    }

    @Test
    void aStalledProducerDelaysNobodyAndLeavesNoHole() throws Exception {
        Reservation stalled = queue.reserveMessage(1_000);
        QueueDriver.fill(stalled, ByteBuffer.allocate(10));

        assertThat(driver.append(new byte[] {1})).isZero();
        assertThat(driver.append(new byte[] {2})).isEqualTo(1);
        stalled.abandon();
        assertThat(driver.append(new byte[] {3})).isEqualTo(2);
        assertThat(driver.read(0, 10, 1_000))
                .extracting(QueueDriver.Read::offset)
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void usesTheRoomOfTheLastReservationAgain() throws Exception {
        driver.append(new byte[1]);
        for (int i = 0; i < 10_000; i++) {
            queue.reserveMessage(50_000).abandon();
        }
        assertThat(driver.store.pool().reserved()).isLessThan(1 << 21);
    }

    @Test
    void aClaimOfTheLargestMessageCosts64KiB() throws Exception {
        Reservation claim = queue.reserveMessage(0x7FFF_0000);
        assertThat(driver.store.unfinished()).isEqualTo(64 << 10);
        QueueDriver.fill(claim, ByteBuffer.allocate(10));
        assertThat(driver.store.unfinished()).isEqualTo(64 << 10);
        claim.abandon();
        assertThat(driver.store.unfinished()).isZero();
        assertThat(queue.endOffset()).isZero();
    }

    @Test
    void refusesATableThatLies() throws Exception {
        assertRefused(2, 3, 3);
        assertRefused(2, 3, 2);
        assertRefused(2, 0, 5);
        assertRefused(2, 3, 4);
        assertRefused(2, 3, 6);
        assertRefused(2, -1, 5);
        assertThat(queue.endOffset()).isZero();
        assertThat(driver.store.unfinished()).isZero();
    }

    private void assertRefused(int count, int... ends) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(count * 4 + 5);
        for (int end : ends) {
            bytes.putInt(end);
        }
        Reservation room = queue.reserveBatch(count, bytes.capacity());
        QueueDriver.fill(room, bytes.rewind());
        assertThatThrownBy(() -> QueueDriver.publish(room)).isInstanceOf(InvalidBatchException.class);
    }

    @Test
    void givesPartsOfABatchWithItsTimestamp() throws Exception {
        driver.appendBatch(List.of(new byte[] {1}, new byte[] {2, 2}, new byte[] {3, 3, 3}, new byte[] {4}));
        long timestamp = driver.read(0, 1, 1).get(0).timestamp();

        List<QueueDriver.Read> part = driver.read(1, 2, 1_000);

        assertThat(part).extracting(QueueDriver.Read::offset).containsExactly(1L, 2L);
        assertThat(part.get(1).body()).containsExactly(3, 3, 3);
        assertThat(part).allSatisfy(m -> assertThat(m.timestamp()).isEqualTo(timestamp));
    }

    @Test
    void timestampsNeverGoBack() throws Exception {
        long[] now = {1_000};
        QueueDriver driver = new QueueDriver(
                new MessageStore(QueueDriver.PLENTY, QueueDriver.PLENTY, () -> Instant.ofEpochMilli(now[0])));
        driver.append(new byte[1]);
        now[0] = 500;
        driver.append(new byte[1]);
        now[0] = 2_000;
        driver.append(new byte[1]);
        assertThat(driver.read(0, 10, 1_000))
                .extracting(QueueDriver.Read::timestamp)
                .containsExactly(1_000L, 1_000L, 2_000L);
    }

    @Test
    void refusesWhatDoesNotFitAndGoesOn() throws Exception {
        QueueDriver driver = new QueueDriver(1 << 20);
        driver.append(new byte[100]);
        assertThatThrownBy(() -> driver.append(new byte[2 << 20]))
                .isInstanceOf(StorageExhaustedException.class)
                .hasMessageContaining("the store is full");
        long end = 1;
        try {
            while (true) {
                assertThat(driver.append(new byte[1_000])).isEqualTo(end);
                end++;
            }
        } catch (StorageExhaustedException e) {
            assertThat(driver.queue.endOffset()).isEqualTo(end);
            assertThat(driver.queue.messageLength(end - 1)).isEqualTo(1_000);
            assertThat(driver.store.unfinished()).isZero();
        }
        assertThat(end).isGreaterThan(100);
    }

    @Test
    void keepsItsMemoryForAReaderWhenClosed() throws Exception {
        byte[] message = new byte[200_000];
        message[199_999] = 7;
        driver.append(message);
        Slices answer = new Slices(ByteBuffer.allocateDirect(256));
        queue.read(0, 1, Long.MAX_VALUE, true, answer);

        assertThat(queue.close()).isTrue();
        assertThat(queue.close()).isFalse();
        new QueueDriver(driver.store).append(new byte[300_000]); // would take the blocks if they were free

        assertThat(QueueDriver.takeApart(answer))
                .singleElement()
                .satisfies(m -> assertThat(m.body()).isEqualTo(message));
        answer.release();
        assertThatThrownBy(() -> driver.read(0, 1, 1)).isInstanceOf(QueueClosedException.class);
        assertThatThrownBy(() -> queue.reserveMessage(1)).isInstanceOf(QueueClosedException.class);
    }

    @Test
    void aReservationOfAClosedQueueIsNotPublished() throws Exception {
        Reservation open = queue.reserveMessage(1);
        QueueDriver.fill(open, ByteBuffer.allocate(1));
        queue.close();
        assertThatThrownBy(open::publish).isInstanceOf(QueueClosedException.class);
        open.abandon();
        driver.store.close();
        assertThat(driver.store.pool().reserved()).isZero();
    }

    @Test
    void boundsWhatHasNotArrivedWhole() throws Exception {
        QueueDriver driver = new QueueDriver(new MessageStore(QueueDriver.PLENTY, 280_000, InstantSource.system()));
        Reservation first = driver.queue.reserveMessage(1 << 20);
        Reservation second = driver.queue.reserveMessage(1 << 20);
        Reservation third = driver.queue.reserveMessage(1 << 20);
        assertThatThrownBy(() -> driver.queue.reserveMessage(1 << 20))
                .isInstanceOf(StorageExhaustedException.class)
                .hasMessageContaining("not arrived whole");
        third.abandon();
        assertThat(driver.append(new byte[100])).isZero();
        first.abandon();
        second.abandon();
    }
}
