package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A queue and a plain list that has to hold the same. */
final class QueueModel {
    final List<byte[]> model = new ArrayList<>();
    QueueDriver driver;

    private final int largest; // of the messages, in bytes

    private final List<Reservation> unfinished = new ArrayList<>();

    QueueModel(QueueDriver driver, int largest) {
        this.driver = driver;
        this.largest = largest;
    }

    /** Abandons all that is not finished. */
    void abandonAll() {
        unfinished.forEach(Reservation::abandon);
        unfinished.clear();
    }

    /** Forgets all that is not finished: the process is dead. */
    void forgetAll() {
        unfinished.clear();
    }

    /** One random operation, and a look at what it did. */
    void step(Random random) throws Exception {
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

    /** Looks at every message. */
    void checkAll(long seed) throws Exception {
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

    private byte[] bytes(Random random) {
        int size = 1
                + switch (random.nextInt(20)) {
                    case 0 -> random.nextInt(largest);
                    case 1, 2 -> random.nextInt(largest / 4);
                    default -> random.nextInt(200);
                };
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
