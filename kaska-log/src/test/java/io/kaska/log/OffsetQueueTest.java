package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetQueueTest {
    @Test
    void givesTheLowestFirstHoweverTheyCome() {
        var random = new Random(11);
        var queue = new OffsetQueue();
        var model = new PriorityQueue<Long>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(5) < 3) {
                long offset = (long) i + random.nextInt(50);
                queue.add(offset, -offset);
                model.add(offset);
            } else if (!model.isEmpty()) {
                assertThat(queue.offset()).isEqualTo(model.remove());
                assertThat(queue.position()).isEqualTo(-queue.offset());
                queue.remove();
            }
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        }
    }
}
