package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** A queue on a faulty disk, and the processes that use it one after the other. */
final class LogDriver {
    static final Path DATA = Path.of("/data");
    static final Path FOLDER = DATA.resolve("topic");
    static final LogSettings SMALL =
            new LogSettings(Fsync.ALWAYS, Duration.ofHours(1), 64 << 10, 16); // checkpoints are made by hand

    final LogSettings settings;
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

    private static MessageStore newMemory() {
        return new MessageStore(QueueDriver.PLENTY, QueueDriver.PLENTY, InstantSource.system());
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
}
