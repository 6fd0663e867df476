package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.StorageFullException;
import io.kaska.UnknownTopicException;
import io.kaska.acceptance.Payloads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A topic that is deleted and created anew while others send to it and read from it, in little memory that is used over
 * and over: nobody ever reads bytes that are no message, and nothing stays taken.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeleteUnderLoadIT {
    private static final int ROUNDS = LongForm.choose(60, 800);
    private static final int MOST_BYTES = 300_000;
    private static final long MEMORY = 64L << 20;

    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void nobodyReadsWhatIsNoMessage() throws Exception {
        try (KaskaBroker broker = KaskaBroker.builder()
                        .bind("127.0.0.1")
                        .memory(MEMORY)
                        .unfinishedMemory(MEMORY / 2)
                        .start();
                Kaska kaska = Kaska.connect("127.0.0.1", broker.port());
                ExecutorService threads = Executors.newCachedThreadPool()) {
            kaska.createTopic("churn");
            List<Future<Long>> users = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                long seed = i;
                boolean embedded = i % 2 == 0;
                users.add(threads.submit(asClient(broker, embedded, client -> sendUntilOver(client, seed))));
                users.add(threads.submit(asClient(broker, embedded, this::readUntilOver)));
            }
            deleteAndCreate(kaska, users);
            over.set(true);
            long done = 0;
            for (Future<Long> user : users) {
                done += user.get(60, TimeUnit.SECONDS);
            }
            assertThat(done).as("messages sent and read").isGreaterThan(ROUNDS);
            assertNothingStaysTaken(kaska);
        }
    }

    private static void deleteAndCreate(Kaska kaska, List<Future<Long>> users) throws InterruptedException {
        for (int round = 0; round < ROUNDS && users.stream().noneMatch(Future::isDone); round++) {
            Thread.sleep(round % 20);
            kaska.deleteTopic("churn");
            kaska.createTopic("churn");
        }
    }

    /** What one client does until the end; returns how many messages it sent or read. */
    private interface Work {
        long with(Kaska client);
    }

    private static Callable<Long> asClient(KaskaBroker broker, boolean embedded, Work work) {
        return () -> {
            try (Kaska client = embedded ? broker.client() : Kaska.connect("127.0.0.1", broker.port())) {
                return work.with(client);
            }
        };
    }

    private long sendUntilOver(Kaska client, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long sent = 0;
        while (!over.get()) {
            try {
                if (random.nextInt(4) == 0) {
                    client.send("churn", List.of(message(random), message(random), message(random)));
                } else {
                    client.send("churn", message(random));
                }
                sent++;
            } catch (UnknownTopicException | StorageFullException e) {
                Thread.onSpinWait(); // deleted just now, or four senders were faster than who deletes
            }
        }
        return sent;
    }

    /** A message that says what it has to be: a seed, and the bytes that follow from it. */
    private static ByteBuffer message(SplittableRandom random) {
        long seed = random.nextLong();
        int size = random.nextBoolean() ? 1 + random.nextInt(200) : 1 + random.nextInt(MOST_BYTES);
        return ByteBuffer.allocateDirect(Long.BYTES + size)
                .putLong(seed)
                .put(Payloads.random(seed, size))
                .flip();
    }

    private long readUntilOver(Kaska client) {
        long read = 0;
        while (client.subscribe(List.of("churn")) == 0) {
            Thread.onSpinWait();
        }
        while (!over.get()) {
            client.seek("churn", 0);
            List<Message> messages = client.poll(20, Duration.ofMillis(5));
            messages.forEach(DeleteUnderLoadIT::assertWhatItSays);
            read += messages.size();
        }
        return read;
    }

    private static void assertWhatItSays(Message message) {
        ByteBuffer payload = message.payload();
        long seed = payload.getLong();
        Payloads.assertSame(payload, Payloads.random(seed, payload.remaining()));
    }

    private static void assertNothingStaysTaken(Kaska kaska) {
        kaska.deleteTopic("churn");
        kaska.createTopic("afterwards");
        for (int i = 0; i < 24; i++) {
            assertThat(kaska.send("afterwards", new byte[1 << 20])).isEqualTo(i);
        }
    }
}
