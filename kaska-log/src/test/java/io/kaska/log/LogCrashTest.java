package io.kaska.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Producers, readers and checkpoints at once, and the power goes or the process is killed at random moments: while they
 * work, in the middle of a flush, and again while the next process recovers. What was acknowledged, or shown to a reader,
 * is there afterwards and as it was, and there is no hole and no message twice.
 */
class LogCrashTest {
    private static final int SEEDS = Integer.getInteger("kaska.seeds", Boolean.getBoolean("kaska.long") ? 300 : 16);
    private static final int PRODUCERS = 3;
    private static final int RESTARTS = 3;

    static List<Integer> seeds() {
        int first = Integer.getInteger("kaska.seed", 1);
        return java.util.stream.IntStream.range(first, first + SEEDS).boxed().toList();
    }

    /** A disk as a disaster left it, and what had been promised by then. */
    private record Disaster(FaultyDisk disk, CrashLoad.Promises promises) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsWhatWasAcknowledgedOrShown(int seed) throws Exception {
        Random random = new Random(seed);
        var settings = new LogSettings(
                Fsync.ALWAYS, LogDriver.SMALL.checkpointInterval(), (16 + random.nextInt(200)) << 10, 16);
        LogDriver log = new LogDriver(settings);
        CrashLoad load = new CrashLoad();
        for (int restart = 0; restart < RESTARTS; restart++) {
            List<Disaster> disasters = runAndCrash(log, load, random);
            for (Disaster disaster : disasters) {
                checkWithLossesMeanwhile(settings, disaster, load, random, "seed " + seed + ", restart " + restart);
            }
            Disaster last = disasters.getLast();
            log.startOn(last.disk);
            load.restart(last.promises);
        }
        log.stop();
    }

    @ParameterizedTest
    @EnumSource(Fsync.class)
    void aKillLosesNothingThatWasAcknowledged(Fsync fsync) throws Exception {
        for (int seed = 1; seed <= SEEDS / 4; seed++) {
            Random random = new Random(seed);
            LogDriver log = new LogDriver(LogDriver.SMALL.with(fsync));
            CrashLoad load = new CrashLoad();
            for (int restart = 0; restart < RESTARTS; restart++) {
                load.start(log, PRODUCERS, random);
                load.awaitHalf();
                Disaster disaster = load.frozen(() -> new Disaster(log.disk.afterKill(), load.promises()));
                load.stop();
                LogDriver next = new LogDriver(log.settings, disaster.disk);
                load.check(next, disaster.promises, fsync + ", seed " + seed);
                next.forget();
                log.startOn(log.disk.afterKill());
            }
            log.stop();
        }
    }

    private static List<Disaster> runAndCrash(LogDriver log, CrashLoad load, Random random) throws Exception {
        List<Disaster> disasters = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger left = new AtomicInteger(2);
        Random inFlush = new Random(random.nextLong());
        FaultyDisk disk = log.disk;
        disk.setDuringFlush(() -> {
            if (inFlush.nextInt(60) == 0 && left.getAndDecrement() > 0) {
                disasters.add(crash(disk, load, inFlush));
            }
        });
        load.start(log, PRODUCERS, random);
        load.awaitHalf();
        disasters.add(crash(disk, load, random));
        load.stop();
        disk.setDuringFlush(() -> {});
        disasters.add(crash(disk, load, random));
        return disasters;
    }

    private static Disaster crash(FaultyDisk disk, CrashLoad load, Random random) {
        CrashLoad.Promises promises = load.promises(); // before the disaster, so that they hold
        return new Disaster(random.nextInt(4) == 0 ? disk.afterKill() : disk.afterPowerLoss(random), promises);
    }

    /** The power may go while the next process recovers, and while the one after that does. */
    private static void checkWithLossesMeanwhile(
            LogSettings settings, Disaster disaster, CrashLoad load, Random random, String when) throws Exception {
        FaultyDisk disk = disaster.disk;
        for (int depth = 0; depth < 2; depth++) {
            FaultyDisk before = disk.afterKill();
            List<FaultyDisk> meanwhile = new ArrayList<>();
            FaultyDisk now = disk;
            now.setDuringFlush(() -> {
                if (random.nextInt(3) == 0 && meanwhile.size() < 2) {
                    meanwhile.add(random.nextBoolean() ? now.afterKill() : now.afterPowerLoss(random));
                }
            });
            LogDriver next = new LogDriver(settings, now);
            now.setDuringFlush(() -> {});
            load.check(next, disaster.promises, when + ", recovery " + depth);
            now.checkAllocated();
            next.forget();
            disk = meanwhile.isEmpty()
                    ? (random.nextBoolean() ? before : now.afterPowerLoss(random))
                    : meanwhile.get(random.nextInt(meanwhile.size()));
        }
        LogDriver next = new LogDriver(settings, disk);
        load.check(next, disaster.promises, when + ", at last");
        next.forget();
    }
}
