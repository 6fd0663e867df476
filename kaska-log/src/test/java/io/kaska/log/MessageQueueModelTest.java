package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue against a plain list, with random operations. The seed is in the name of each case, and in each failure. */
class MessageQueueModelTest {
    private static final int STEPS = Boolean.getBoolean("kaska.long") ? 20_000 : 1_500;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void doesWhatAListDoes(long seed) throws Exception {
        QueueDriver driver = new QueueDriver();
        QueueModel model = new QueueModel(driver, 300_000);
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            model.step(random);
        }
        assertThat(driver.queue.endOffset()).as("seed %d", seed).isEqualTo(model.model.size());
        model.abandonAll();
        model.checkAll(seed);
        assertThat(driver.store.unfinished()).isZero();
        driver.queue.close();
        driver.store.close();
        assertThat(driver.store.pool().reserved())
                .as("all memory is given back")
                .isZero();
    }
}
