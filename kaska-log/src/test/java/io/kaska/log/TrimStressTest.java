package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Threads that append, read and trim a queue in memory that turns into garbage when it is freed, and small enough that
 * each byte is used again many times. A message is filled with a byte that its size gives, so that whoever reads freed
 * memory sees it.
 */
class TrimStressTest {
    private static final long MEMORY = 24 << 20;
    private static final int KEEP = 1 << 20;
    private static final long NANOS = (Boolean.getBoolean("kaska.long") ? 60 : 4) * 1_000_000_000L;

    private final MessageStore store = Poison.store(MEMORY, InstantSource.system());
    private final QueueDriver driver = new QueueDriver(store);
    private final MessageQueue queue = driver.queue;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong appended = new AtomicLong(); // bytes
    private final AtomicLong trimmedAway = new AtomicLong();
    private final long end = System.nanoTime() + NANOS;

    private interface Step {
        void run(Random random) throws Exception;
    }

    private Future<?> start(ExecutorService threads, long seed, Step step) {
        return threads.submit(() -> {
            Random random = new Random(seed);
            while (System.nanoTime() < end) {
                step.run(random);
            }
            return null;
        });
    }

    private void append(Random random) throws Exception {
        int size = random.nextInt(40) == 0 ? 70_000 + random.nextInt(200_000) : 1 + random.nextInt(3_000);
        appended.addAndGet(size);
        if (random.nextInt(20) == 0) {
            queue.reserveMessage(size).abandon();
        } else if (random.nextInt(5) == 0) {
            driver.appendBatch(List.of(message(size), message(10)));
        } else {
            driver.append(message(size));
        }
    }

    private static byte[] message(int size) {
        byte[] message = new byte[size];
        Arrays.fill(message, filler(size));
        return message;
    }

    private static byte filler(int size) {
        return (byte) (size % 101);
    }

    /** Holds what it read for a while before it looks at it. */
    private void read(Random random) throws Exception {
        List<Slices> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Slices slices = new Slices(ByteBuffer.allocateDirect(4_096));
            long offset = queue.earliestOffset() - 5 + random.nextInt(100);
            try {
                queue.read(offset, 20, 50_000, true, slices);
                queue.messageLength(offset);
                queue.offsetForTime(System.currentTimeMillis() - random.nextInt(50));
            } catch (OffsetOutOfRangeException e) {
                trimmedAway.incrementAndGet();
            }
            held.add(slices);
        }
        Thread.sleep(random.nextInt(2));
        for (Slices slices : held) {
            check(QueueDriver.takeApart(slices));
            slices.release();
        }
    }

    private void check(List<QueueDriver.Read> messages) {
        long next = messages.isEmpty() ? 0 : messages.get(0).offset();
        for (QueueDriver.Read message : messages) {
            assertThat(message.offset()).isEqualTo(next++);
            byte filler = filler(message.body().length);
            for (byte b : message.body()) {
                if (b != filler) {
                    throw new AssertionError("message " + message.offset() + " holds what nobody wrote: " + b);
                }
            }
            seen.incrementAndGet();
        }
    }

    private void trim(Random random) throws Exception {
        long earliest = queue.earliestOffset();
        long offset = Math.min(queue.endOffset(), earliest + random.nextInt(200));
        assertThat(queue.trim(offset)).isGreaterThanOrEqualTo(offset);
    }

    @Test
    void nobodySeesFreedMemoryAndItIsEnough() throws Exception {
        queue.retain(new Retention(Retention.UNLIMITED, KEEP));
        try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                all.add(start(threads, i, this::append));
                all.add(start(threads, 10 + i, this::read));
                all.add(start(threads, 20 + i, this::read));
            }
            all.add(start(threads, 30, this::trim));
            for (Future<?> thread : all) {
                thread.get(NANOS * 10, TimeUnit.NANOSECONDS);
            }
        }
        assertThat(appended.get()).as("each byte is used again").isGreaterThan(MEMORY * 4);
        assertThat(seen.get()).isGreaterThan(1_000);
        assertThat(trimmedAway.get()).isPositive();
        queue.close();
        store.close();
        assertThat(store.pool().reserved()).isZero();
    }
}
