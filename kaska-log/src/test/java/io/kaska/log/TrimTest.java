package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The earliest offset of a queue, and the offset of a time. */
class TrimTest {
    private final long[] now = {1_000};
    private final QueueDriver driver = new QueueDriver(
            new MessageStore(QueueDriver.PLENTY, QueueDriver.PLENTY, () -> Instant.ofEpochMilli(now[0])));
    private final MessageQueue queue = driver.queue;

    private void appendBatch(int count) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(new byte[] {1});
        }
        driver.appendBatch(messages);
    }

    @Test
    void readsFromTheEarliestOffsetOn() throws Exception {
        appendBatch(5);
        assertThat(queue.trim(2)).isEqualTo(2);
        assertThat(queue.earliestOffset()).isEqualTo(2);
        for (long below : new long[] {0, 1, -1}) {
            assertThatThrownBy(() -> driver.read(below, 10, 1_000))
                    .isInstanceOfSatisfying(
                            OffsetOutOfRangeException.class,
                            e -> assertThat(e.earliest()).isEqualTo(2))
                    .hasMessage("offset %d is out of the range [2, 5)", below);
            assertThat(queue.messageLength(below)).isZero();
        }
        assertThat(driver.read(2, 10, 1_000))
                .extracting(QueueDriver.Read::offset)
                .containsExactly(2L, 3L, 4L);
        assertThat(queue.messageLength(2)).isEqualTo(1);
    }

    @Test
    void aRefusedReadAddsNothingAndHoldsNothing() throws Exception {
        appendBatch(5);
        queue.trim(2);
        Slices answer = new Slices(ByteBuffer.allocateDirect(4_096));
        assertThatThrownBy(() -> queue.read(0, 10, 1_000, true, answer)).isInstanceOf(OffsetOutOfRangeException.class);
        assertThat(answer.size()).isZero();
        long before = driver.store.pool().reserved();
        queue.close();
        assertThat(driver.store.pool().reserved()).as("given back at once").isLessThanOrEqualTo(before);
    }

    @Test
    void neverGoesBackNorPastTheEnd() throws Exception {
        appendBatch(5);
        queue.trim(3);
        assertThat(queue.trim(1)).isEqualTo(3);
        assertThatThrownBy(() -> queue.trim(6)).isInstanceOf(OffsetOutOfRangeException.class);
        assertThat(queue.earliestOffset()).isEqualTo(3);
        assertThat(queue.trim(5)).isEqualTo(5);
        assertThat(driver.read(5, 10, 1_000)).isEmpty();
        queue.close();
        assertThatThrownBy(() -> queue.trim(5)).isInstanceOf(QueueClosedException.class);
        assertThatThrownBy(() -> queue.offsetForTime(0)).isInstanceOf(QueueClosedException.class);
    }

    @Test
    void findsTheOffsetOfEveryTime() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int count = 1 + random.nextInt(6);
            appendBatch(count);
            for (int k = 0; k < count; k++) {
                times.add(now[0]);
            }
            now[0] += random.nextInt(3);
        }
        for (long trimmed : new long[] {0, 1, 17, times.size() / 2, times.size() - 1, times.size()}) {
            queue.trim(trimmed);
            for (long time = 995; time < now[0] + 3; time++) {
                assertThat(queue.offsetForTime(time))
                        .as("time %d, trimmed to %d, seed %d", time, trimmed, seed)
                        .isEqualTo(first(times, time, trimmed));
            }
        }
        assertThat(queue.offsetForTime(Long.MIN_VALUE)).isEmpty();
    }

    private static OptionalLong first(List<Long> times, long time, long from) {
        for (long offset = from; offset < times.size(); offset++) {
            if (times.get((int) offset) >= time) {
                return OptionalLong.of(offset);
            }
        }
        return OptionalLong.empty();
    }
}
