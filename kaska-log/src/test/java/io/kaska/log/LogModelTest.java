package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The queue on disk against a plain list, with stops, kills and power losses between random operations. */
class LogModelTest {
    private static final int LOGS = Boolean.getBoolean("kaska.long") ? 20 : 1;
    private static final int ROUNDS = 20; // of one log: all of it is read after each
    private static final int STEPS = 60;

    @ParameterizedTest
    @CsvSource({"1, ALWAYS", "2, ALWAYS", "3, ALWAYS", "4, ALWAYS", "5, INTERVAL", "6, INTERVAL", "7, NEVER", "8, NEVER"
    })
    void keepsAllThroughStopsAndDisasters(long seed, Fsync fsync) throws Exception {
        for (int i = 0; i < LOGS; i++) {
            keepsAll(100L * i + seed, fsync);
        }
    }

    private static void keepsAll(long seed, Fsync fsync) throws Exception {
        Random random = new Random(seed);
        LogDriver log = new LogDriver(LogDriver.SMALL.with(fsync));
        QueueModel model = new QueueModel(log.driver, 100_000);
        for (int round = 0; round < ROUNDS; round++) {
            int checkpointAt = random.nextInt(2 * STEPS);
            for (int step = 0; step < STEPS; step++) {
                model.step(random);
                if (step == checkpointAt) {
                    log.store.checkpointAll();
                }
            }
            restart(log, model, fsync, random);
            assertThat(log.driver.queue.endOffset())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(model.model.size());
            model.checkAll(seed);
        }
        model.abandonAll();
        assertThat(log.driver.store.unfinished()).isZero();
        log.stop();
    }

    private static void restart(LogDriver log, QueueModel model, Fsync fsync, Random random) throws Exception {
        switch (random.nextInt(fsync == Fsync.ALWAYS ? 3 : 2)) {
            case 0 -> {
                model.abandonAll();
                log.stop();
                log.startOn(log.disk);
            }
            case 1 -> log.startOn(log.disk.afterKill());
            default -> log.startOn(log.disk.afterPowerLoss(random));
        }
        model.forgetAll();
        model.driver = log.driver;
    }
}
