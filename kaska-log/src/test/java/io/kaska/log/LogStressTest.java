package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many queues, few open files, and threads that append, read, interrupt and close at once. */
class LogStressTest {
    private static final int QUEUES = 20;
    private static final int PRODUCERS = 3;
    private static final int APPENDS = Boolean.getBoolean("kaska.long") ? 3_000 : 250; // of each producer
    private static final LogSettings SETTINGS = new LogSettings(Fsync.ALWAYS, Duration.ofMillis(5), 16 << 10, 16);

    private final AtomicReference<Throwable> problem = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final MessageStore memory =
            new MessageStore(QueueDriver.PLENTY, QueueDriver.PLENTY, InstantSource.system());

    private interface Work {
        void run() throws Exception;
    }

    private void start(Work work) {
        threads.add(Thread.ofPlatform().start(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                problem.compareAndSet(null, e);
            }
        }));
    }

    private void join() throws Exception {
        for (Thread thread : threads) {
            thread.join();
        }
        if (problem.get() != null) {
            throw new AssertionError(problem.get());
        }
    }

    /** The size of each message follows from what it begins with, and its bytes too. */
    private static byte[] message(int queue, long number) {
        Random random = new Random(queue * 1_000_003L + number);
        byte[] message = new byte[24 + (random.nextInt(20) == 0 ? random.nextInt(90_000) : random.nextInt(300))];
        random.nextBytes(message);
        ByteBuffer.wrap(message).putInt(queue).putLong(number);
        return message;
    }

    private static void check(QueueDriver.Read read, int queue) {
        ByteBuffer body = ByteBuffer.wrap(read.body());
        assertThat(body.getInt()).isEqualTo(queue);
        assertThat(read.body()).isEqualTo(message(queue, body.getLong()));
    }

    @ParameterizedTest
    @EnumSource(Fsync.class)
    void filesComeAndGoUnderThoseWhoUseThem(Fsync fsync, @TempDir Path folder) throws Exception {
        LogStore store = new LogStore(memory, SETTINGS.with(fsync), Disk.real());
        List<QueueDriver> queues = openAll(store, folder);
        AtomicLongArray counts = new AtomicLongArray(QUEUES);
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            Random random = new Random(i);
            start(() -> {
                for (int n = 0; n < APPENDS; n++) {
                    int queue = random.nextInt(QUEUES);
                    queues.get(queue).append(message(queue, counts.getAndIncrement(queue)));
                    Thread.interrupted();
                }
            });
            producers.add(threads.getLast());
        }
        for (int i = 0; i < 2; i++) {
            Random random = new Random(100 + i);
            start(() -> readWhile(producers, queues, random));
        }
        start(() -> {
            while (producers.stream().anyMatch(Thread::isAlive)) { // whoever is interrupted spoils nothing for others
                producers.forEach(Thread::interrupt);
                Thread.sleep(1);
            }
        });
        join();
        store.close();
        queues.forEach(driver -> driver.queue.close());
        checkAgain(folder, counts);
    }

    private List<QueueDriver> openAll(LogStore store, Path folder) throws IOException {
        List<QueueDriver> queues = new ArrayList<>();
        for (int i = 0; i < QUEUES; i++) {
            Path topic = folder.resolve("topic-" + i);
            Disk.real().makeFolder(topic);
            queues.add(new QueueDriver(memory, store.open(topic, () -> {})));
        }
        return queues;
    }

    private static void readWhile(List<Thread> producers, List<QueueDriver> queues, Random random) throws Exception {
        while (producers.stream().anyMatch(Thread::isAlive)) {
            int queue = random.nextInt(QUEUES);
            long end = queues.get(queue).queue.endOffset();
            if (end > 0) {
                queues.get(queue).read(random.nextLong(end), 50, 200_000).forEach(read -> check(read, queue));
            }
        }
    }

    private void checkAgain(Path folder, AtomicLongArray counts) throws Exception {
        LogStore store = new LogStore(memory, SETTINGS, Disk.real());
        List<QueueDriver> queues = openAll(store, folder);
        for (int i = 0; i < QUEUES; i++) {
            int queue = i;
            assertThat(queues.get(i).queue.endOffset()).isEqualTo(counts.get(i));
            for (long offset = 0; offset < counts.get(i); ) {
                List<QueueDriver.Read> all = queues.get(i).read(offset, 1_000, 1 << 20);
                all.forEach(read -> check(read, queue));
                offset += all.size();
            }
        }
        store.close();
        queues.forEach(driver -> driver.queue.close());
    }

    @Test
    void aQueueIsClosedAndDeletedUnderLoad(@TempDir Path folder) throws Exception {
        for (int round = 0; round < 10; round++) {
            LogStore store = new LogStore(memory, SETTINGS, Disk.real());
            Path topic = Files.createDirectory(folder.resolve("topic-" + round));
            QueueDriver driver = new QueueDriver(memory, store.open(topic, () -> {}));
            driver.append(message(0, 0));
            Slices answer = new Slices(ByteBuffer.allocateDirect(256));
            assertThat(driver.queue.read(0, 1, 1 << 20, true, answer)).isEqualTo(1);
            for (int i = 0; i < PRODUCERS; i++) {
                start(() -> useUntilClosed(driver));
            }
            Thread.sleep(20);
            assertThat(driver.queue.close()).isTrue();
            join();
            threads.clear();
            check(QueueDriver.takeApart(answer).getFirst(), 0);
            answer.release();
            store.close();
            assertThat(memory.unfinished()).isZero();
        }
    }

    private static void useUntilClosed(QueueDriver driver) throws Exception {
        ConcurrentLinkedQueue<Reservation> open = new ConcurrentLinkedQueue<>();
        try {
            for (long n = 0; ; n++) {
                driver.append(message(0, n));
                open.add(driver.queue.reserveMessage(100));
                driver.read(driver.queue.endOffset() / 2, 5, 10_000).forEach(read -> check(read, 0));
                if (open.size() > 3) {
                    open.remove().abandon();
                }
            }
        } catch (QueueClosedException e) {
            open.forEach(Reservation::abandon);
        }
    }

    @Test
    void openFilesStayWithinTheirBoundWhenNobodyUsesThem() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        OpenFiles openFiles = new OpenFiles(16);
        List<Mapping> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Path file = Path.of("/f" + i);
            disk.write(file, new byte[100]);
            held.add(new MappedFile(file, disk, openFiles).acquire());
        }
        assertThat(openFiles.count()).isEqualTo(100); // all are in use
        held.forEach(Mapping::release);
        for (int i = 0; i < 3; i++) {
            new MappedFile(Path.of("/f" + i), disk, openFiles).acquire().release();
        }
        assertThat(openFiles.count()).isLessThanOrEqualTo(16);
    }

    @Test
    void anInterruptedThreadOpensAndAppendsAndReads(@TempDir Path folder) throws Exception {
        LogStore store = new LogStore(memory, SETTINGS, Disk.real());
        Thread.currentThread().interrupt();
        QueueDriver driver = new QueueDriver(memory, store.open(folder, () -> {}));
        for (int i = 0; i < 20; i++) {
            assertThat(driver.append(message(0, i))).isEqualTo(i);
            check(driver.read(i, 1, 1).getFirst(), 0);
        }
        assertThat(Thread.interrupted()).isTrue();
        store.close();
        driver.queue.close();
    }
}
