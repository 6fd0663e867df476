package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitTimerTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final WaitTimer timer = new WaitTimer();

    @Test
    void runsWhatIsDueInTheOrderOfTheTimesAndNotBefore() {
        List<Integer> run = new CopyOnWriteArrayList<>();
        long begin = System.nanoTime();
        for (int millis : List.of(90, 30, 60)) {
            timer.add(
                    () -> {
                        if (System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(millis)) {
                            run.add(millis);
                        }
                    },
                    TimeUnit.MILLISECONDS.toNanos(millis));
        }
        await().until(() -> run.size() == 3);
        assertThat(run).containsExactly(30, 60, 90);
    }

    @Test
    void whatIsDueEarlierThanAllBeforeWaitsForNoneOfThem() {
        timer.add(() -> {}, HOUR);
        AtomicInteger runs = new AtomicInteger();
        await().during(20, TimeUnit.MILLISECONDS).until(() -> runs.get() == 0); // the thread sleeps for the hour
        timer.add(runs::getAndIncrement, 1_000);
        await().until(() -> runs.get() == 1);
    }

    @Test
    void whatWasCancelledDoesNotRun() {
        AtomicInteger runs = new AtomicInteger();
        WaitTimer.Timeout cancelled = timer.add(() -> runs.addAndGet(100), TimeUnit.MILLISECONDS.toNanos(50));
        timer.add(runs::getAndIncrement, TimeUnit.MILLISECONDS.toNanos(100));
        timer.cancel(cancelled);
        await().until(() -> runs.get() != 0);
        assertThat(runs).hasValue(1);
    }

    @Test
    void whatComesAfterTheEndOfTheThreadRunsToo() {
        AtomicInteger runs = new AtomicInteger();
        for (int i = 1; i <= 3; i++) {
            timer.add(runs::getAndIncrement, 0);
            await().until(() -> !timer.hasThread());
            assertThat(runs).hasValue(i);
        }
    }

    @Test
    void nothingIsForgottenWhileManyAddAndCancel() throws Exception {
        int each = 20_000;
        AtomicInteger runs = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 3)
                .mapToObj(seed -> Thread.ofPlatform().start(() -> addMany(each, new Random(seed), runs)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        await().until(() -> runs.get() == threads.size() * each / 2);
    }

    private void addMany(int count, Random random, AtomicInteger runs) {
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                timer.add(runs::getAndIncrement, random.nextInt(200_000));
            } else {
                timer.cancel(timer.add(() -> runs.addAndGet(1_000_000), HOUR + random.nextInt(1_000_000)));
            }
        }
    }
}
