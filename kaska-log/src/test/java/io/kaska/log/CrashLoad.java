package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Producers, a reader, and checkpoints at once on one log; and what they may rely on afterwards. */
final class CrashLoad {
    private static final int MESSAGES = 400; // of one run

    private final Map<Long, byte[]> sent = new ConcurrentHashMap<>(); // by the number that each message begins with
    private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>(); // offset and number
    private final AtomicLong shown = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<Throwable> problem = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ReadWriteLock freezing = new ReentrantReadWriteLock(true);
    private volatile boolean stopping;
    private volatile long half; // of the numbers of this run

    /** What holds from now on, whatever happens. */
    record Promises(Map<Long, Long> acknowledged, long shown) {}

    Promises promises() {
        return new Promises(new HashMap<>(acknowledged), shown.get());
    }

    /** The next process found no more than that, maybe. */
    void restart(Promises promises) {
        acknowledged.clear();
        acknowledged.putAll(promises.acknowledged);
        shown.set(promises.shown);
    }

    void start(LogDriver log, int producers, Random random) {
        stopping = false;
        half = numbers.get() + MESSAGES / 2;
        for (int i = 0; i < producers; i++) {
            Random own = new Random(random.nextLong());
            run(() -> produce(log, own));
        }
        Random own = new Random(random.nextLong());
        run(() -> {
            while (!stopping) {
                readSome(log, own);
                if (own.nextInt(3) == 0) {
                    log.store.checkpointAll();
                }
                Thread.sleep(own.nextInt(4));
            }
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private void run(Work work) {
        threads.add(Thread.ofPlatform().start(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                problem.compareAndSet(null, e);
            }
        }));
    }

    /** Returns when half of the messages of this run have been sent. */
    void awaitHalf() throws Exception {
        while (numbers.get() < half && problem.get() == null) {
            Thread.sleep(1);
        }
    }

    void stop() throws Exception {
        while (numbers.get() < half + MESSAGES / 2 && problem.get() == null) {
            Thread.sleep(1);
        }

        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        assertThat(problem.get()).isNull();
    }

    // --- produce

    private void produce(LogDriver log, Random random) throws Exception {
        List<Reservation> open = new ArrayList<>();
        List<List<Long>> numbersOfOpen = new ArrayList<>();
        while (!stopping) {
            freezing.readLock().lock();
            try {
                produceOne(log, random, open, numbersOfOpen);
            } finally {
                freezing.readLock().unlock();
            }
        }
        open.forEach(Reservation::abandon);
    }

    /** Runs an action while nobody is in the middle of anything. */
    <T> T frozen(Supplier<T> action) {
        freezing.writeLock().lock();
        try {
            return action.get();
        } finally {
            freezing.writeLock().unlock();
        }
    }

    private void produceOne(LogDriver log, Random random, List<Reservation> open, List<List<Long>> numbersOfOpen)
            throws Exception {
        int kind = random.nextInt(10);
        if (kind < 3 && !open.isEmpty()) {
            int i = random.nextInt(open.size());
            finish(open.remove(i), numbersOfOpen.remove(i), random.nextInt(4) == 0);
            return;
        }
        List<Long> mine = new ArrayList<>();
        Reservation room = begin(log, random, mine);
        if (kind == 9 || open.size() > 5) {
            finish(room, mine, false);
        } else if (kind == 8) {
            open.add(room);
            numbersOfOpen.add(mine);
        } else {
            finish(room, mine, random.nextInt(10) == 0);
        }
    }

    private Reservation begin(LogDriver log, Random random, List<Long> mine) throws IOException {
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1;
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long number = numbers.incrementAndGet();
            byte[] message = message(log, random, number);
            sent.put(number, message);
            mine.add(number);
            messages.add(message);
        }
        int size = messages.stream().mapToInt(m -> m.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(count == 1 ? size : size + 4 * count);
        int end = 0;
        for (byte[] message : messages) {
            end += message.length;
            if (count > 1) {
                bytes.putInt(end);
            }
        }
        messages.forEach(bytes::put);
        MessageQueue queue = log.driver.queue;
        Reservation room = count == 1 ? queue.reserveMessage(size) : queue.reserveBatch(count, bytes.capacity());
        QueueDriver.fill(room, bytes.flip());
        return room;
    }

    private void finish(Reservation room, List<Long> mine, boolean abandon) throws Exception {
        if (abandon) {
            room.abandon();
            mine.forEach(sent::remove);
            return;
        }
        long offset = room.publish();
        room.makeRoomAhead();
        for (long number : mine) {
            acknowledged.put(offset++, number);
        }
    }

    /** A number, and then random bytes, zeros, or a copy of what lies in a file of the log. */
    private static byte[] message(LogDriver log, Random random, long number) {
        int size = Long.BYTES
                + switch (random.nextInt(20)) {
                    case 0 -> random.nextInt(8) == 0 ? random.nextInt(150_000) : random.nextInt(3_000);
                    case 1, 2 -> random.nextInt(4_000);
                    default -> random.nextInt(200);
                };
        byte[] message = new byte[size];
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> copyFile(log, random, message);
            default -> random.nextBytes(message);
        }
        ByteBuffer.wrap(message).putLong(number);
        return message;
    }

    private static void copyFile(LogDriver log, Random random, byte[] message) {
        List<Path> files = log.disk.files();
        if (!files.isEmpty()) {
            byte[] bytes = log.disk.read(files.get(random.nextInt(files.size())));
            int from = random.nextInt(1 + bytes.length / 8) * 8;
            System.arraycopy(bytes, from, message, 0, Math.min(message.length, bytes.length - from));
        }
    }

    // --- read

    private void readSome(LogDriver log, Random random) throws Exception {
        long end = log.driver.queue.endOffset();
        if (end > 0) {
            long offset = random.nextLong(end);
            for (QueueDriver.Read read : log.driver.read(offset, 20, 100_000)) {
                checkOne(read, "while it runs");
            }
            shown.accumulateAndGet(end, Math::max);
        }
    }

    private long checkOne(QueueDriver.Read read, String when) {
        long number = ByteBuffer.wrap(read.body()).getLong();
        byte[] expected = sent.get(number);
        assertThat(expected != null && Arrays.equals(expected, read.body()))
                .as("%s: message %d is one that was sent", when, read.offset())
                .isTrue();
        return number;
    }

    /** Looks at all that is there. */
    void check(LogDriver log, Promises promises, String when) throws Exception {
        try {
            checkAll(log, promises, when);
        } catch (IOException e) {
            throw new AssertionError(when, e);
        }
    }

    private void checkAll(LogDriver log, Promises promises, String when) throws Exception {
        long end = log.driver.queue.endOffset();
        assertThat(end).as("%s: the end, and what was shown", when).isGreaterThanOrEqualTo(promises.shown);
        Set<Long> seen = new HashSet<>();
        for (long offset = 0; offset < end; ) {
            for (QueueDriver.Read read : log.driver.read(offset, Integer.MAX_VALUE, 1 << 20)) {
                assertThat(read.offset()).as(when).isEqualTo(offset);
                long number = checkOne(read, when);
                assertThat(seen.add(number))
                        .as("%s: %d is there once", when, number)
                        .isTrue();
                Long promised = promises.acknowledged.get(offset);
                assertThat(promised == null || promised == number)
                        .as("%s: message %d is the one that was acknowledged", when, offset)
                        .isTrue();
                offset++;
            }
        }
        long most =
                promises.acknowledged.keySet().stream().mapToLong(n -> n).max().orElse(-1);
        assertThat(end).as("%s: the end, and what was acknowledged", when).isGreaterThan(most);
    }
}
