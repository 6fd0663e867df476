package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A queue on a faulty disk, and the processes that use it one after the other. */
final class LogDriver {
    static final Path DATA = Path.of("/data");
    static final Path FOLDER = DATA.resolve("topic");
    static final LogSettings SMALL = new LogSettings(
            Fsync.ALWAYS, Duration.ofHours(1), 64 << 10, 16, Retention.ALL); // checkpoints are made by hand

    final LogSettings settings;
    final MovableClock clock = new MovableClock();
    FaultyDisk disk = new FaultyDisk();
    LogStore store;
    QueueDriver driver;

    LogDriver(LogSettings settings) throws IOException {
        this.settings = settings;
        disk.makeFolder(DATA);
        disk.makeFolder(FOLDER);
        disk.flushFolder(DATA);
        MessageStore memory = newMemory();
        store = new LogStore(memory, settings, disk);
        driver = new QueueDriver(memory, store.open(FOLDER, () -> {}));
    }

    /** On a disk as it was left. */
    LogDriver(LogSettings settings, FaultyDisk disk) throws IOException {
        this.settings = settings;
        this.disk = disk;
        MessageStore memory = newMemory();
        store = new LogStore(memory, settings, disk);
        driver = new QueueDriver(memory, openOrStop());
    }

    private MessageQueue openOrStop() throws IOException {
        try {
            return store.open(FOLDER, () -> {});
        } catch (IOException | RuntimeException | Error e) {
            store.stopCheckpoints();
            throw e;
        }
    }

    /** As if the process had been killed. */
    void forget() {
        store.stopCheckpoints();
    }

    private MessageStore newMemory() {
        return new MessageStore(QueueDriver.PLENTY, QueueDriver.PLENTY, clock);
    }

    /** Another process finds the disk in that state; the one before is forgotten, with all that it holds. */
    void startOn(FaultyDisk next) throws IOException {
        store.stopCheckpoints();
        disk = next;
        MessageStore memory = newMemory();
        store = new LogStore(memory, settings, disk);
        driver = new QueueDriver(memory, store.open(FOLDER, () -> {}));
    }

    void stop() {
        store.close();
        driver.queue.close();
    }

    /** A clock that goes as fast as the machine's, and can be put forward. */
    static final class MovableClock implements InstantSource {
        private volatile Duration ahead = Duration.ZERO;

        void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }
}
