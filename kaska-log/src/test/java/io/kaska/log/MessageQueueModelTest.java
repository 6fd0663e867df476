package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue against a plain list, with random operations. The seed is in the name of each case, and in each failure. */
class MessageQueueModelTest {
    private static final int STEPS = Boolean.getBoolean("kaska.long") ? 20_000 : 1_500;

    private final List<byte[]> model = new ArrayList<>();
    private final List<Reservation> unfinished = new ArrayList<>();
    private final QueueDriver driver = new QueueDriver();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void doesWhatAListDoes(long seed) throws Exception {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            step(random);
        }
        assertThat(driver.queue.endOffset()).as("seed %d", seed).isEqualTo(model.size());
        for (Reservation open : unfinished) {
            open.abandon();
        }
        checkAll(seed);
        assertThat(driver.store.unfinished()).isZero();
        driver.queue.close();
        driver.store.close();
        assertThat(driver.store.pool().reserved())
                .as("all memory is given back")
                .isZero();
    }

    private void step(Random random) throws Exception {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                byte[] message = bytes(random);
                assertThat(driver.append(message)).isEqualTo(model.size());
                model.add(message);
            }
            case 2 -> {
                List<byte[]> batch = new ArrayList<>();
                for (int i = random.nextInt(50); i >= 0; i--) {
                    batch.add(bytes(random));
                }
                assertThat(driver.appendBatch(batch)).isEqualTo(model.size());
                model.addAll(batch);
            }
            case 3 -> begin(random);
            case 4 -> finishOrAbandon(random);
            case 5 -> {
                long offset = random.nextInt(model.size() + 3) - 1L;
                boolean there = offset >= 0 && offset < model.size();
                assertThat(driver.queue.messageLength(offset)).isEqualTo(there ? model.get((int) offset).length : 0);
            }
            default -> checkRead(random.nextInt(model.size() + 2), 1 + random.nextInt(40), 1 + random.nextInt(5_000));
        }
    }

    private void begin(Random random) throws Exception {
        int size = 1 + random.nextInt(100_000);
        Reservation open = driver.queue.reserveMessage(size);
        QueueDriver.fill(open, ByteBuffer.allocate(random.nextInt(size)));
        unfinished.add(open);
    }

    private void finishOrAbandon(Random random) throws Exception {
        if (unfinished.isEmpty()) {
            return;
        }
        Reservation open = unfinished.remove(random.nextInt(unfinished.size()));
        if (random.nextBoolean()) {
            open.abandon();
            return;
        }
        QueueDriver.fill(open, ByteBuffer.allocate(open.size));
        assertThat(QueueDriver.publish(open)).isEqualTo(model.size());
        model.add(new byte[open.size - Batch.bodies(1)]);
    }

    private void checkRead(int offset, int maxMessages, int maxBytes) throws Exception {
        List<QueueDriver.Read> read = driver.read(offset, maxMessages, maxBytes);
        int there = Math.max(0, model.size() - offset);
        assertThat(read.size()).isBetween(Math.min(there, 1), Math.min(there, maxMessages));
        long bytes = 0;
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).offset()).isEqualTo(offset + i);
            assertThat(read.get(i).body()).isEqualTo(model.get(offset + i));
            bytes += read.get(i).body().length;
        }
        assertThat(read.size() <= 1 || bytes <= maxBytes).isTrue();
    }

    private void checkAll(long seed) throws Exception {
        long timestamp = 0;
        for (int offset = 0; offset < model.size(); ) {
            for (QueueDriver.Read read : driver.read(offset, Integer.MAX_VALUE, Long.MAX_VALUE)) {
                assertThat(read.offset()).as("seed %d", seed).isEqualTo(offset);
                assertThat(read.body()).as("seed %d, offset %d", seed, offset).isEqualTo(model.get(offset));
                assertThat(read.timestamp()).isGreaterThanOrEqualTo(timestamp);
                timestamp = read.timestamp();
                offset++;
            }
        }
    }

    private static byte[] bytes(Random random) {
        int size = 1
                + switch (random.nextInt(20)) {
                    case 0 -> random.nextInt(300_000);
                    case 1, 2 -> random.nextInt(70_000);
                    default -> random.nextInt(200);
                };
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
