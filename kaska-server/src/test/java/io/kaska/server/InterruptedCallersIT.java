package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import io.kaska.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers in the broker's own JVM that are interrupted at any moment, while the broker works on its files on their
 * threads: none of that ends a file for others, fails a topic for good, or looks like a failed disk.
 */
class InterruptedCallersIT {
    private static final int CALLERS = 4;
    private static final int INTERRUPTS = LongForm.choose(1_500, 60_000);

    @TempDir
    private Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong undisturbed = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What one caller does over and over. */
    private interface Work {
        void with(Kaska kaska, int round);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyIsHurt(boolean virtual) throws Exception {
        try (KaskaBroker broker = KaskaBroker.builder()
                        .bind("127.0.0.1")
                        .data(folder)
                        .segmentSize(16 << 10)
                        .openFiles(16)
                        .start();
                Kaska kaska = broker.client()) {
            kaska.createTopic("shared");
            List<Thread> interrupted = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String own = "own" + i;
                interrupted.add(start(broker, virtual, (client, round) -> callAll(client, own, round)));
            }
            Thread calm = start(broker, virtual, (client, round) -> {
                client.send("shared", new byte[200]);
                undisturbed.incrementAndGet();
            });
            interruptAll(interrupted);
            over.set(true);
            for (Thread thread : interrupted) {
                thread.join();
            }
            calm.join();
            assertThat(failures).isEmpty();
            assertThat(sent.get()).as("sends of those who were interrupted").isPositive();
            assertThat(undisturbed.get()).as("sends of who was not").isPositive();
            assertAllIsThere(kaska);
        }
    }

    private static void interruptAll(List<Thread> threads) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < INTERRUPTS; i++) {
            threads.get(random.nextInt(threads.size())).interrupt();
            if (random.nextInt(4) == 0) {
                Thread.sleep(1);
            }
        }
    }

    private Thread start(KaskaBroker broker, boolean virtual, Work work) {
        Runnable run = () -> {
            try (Kaska client = broker.client()) {
                for (int round = 0; !over.get(); round++) {
                    try {
                        work.with(client, round);
                    } catch (KaskaInterruptedException e) {
                        Thread.interrupted(); // what an interrupt has to look like
                    }
                }
            } catch (RuntimeException | Error e) {
                failures.add(e);
            }
        };
        return virtual ? Thread.ofVirtual().start(run) : Thread.ofPlatform().start(run);
    }

    /** All that opens, makes, grows, flushes, renames or deletes files. */
    private void callAll(Kaska client, String own, int round) {
        client.send("shared", new byte[100 + round % 4_000]);
        sent.incrementAndGet();
        client.commit("me", "shared", round);
        client.committed("me", "shared");
        if (!client.topics().contains(own)) {
            client.createTopic(own);
        }
        client.send(own, new byte[6_000]);
        client.messageLength(own, 0);
        client.subscribe(List.of("shared"));
        try {
            client.seek("shared", Math.max(0, client.endOffset("shared") - 500));
            client.poll(10, Duration.ZERO);
        } finally {
            client.unsubscribe();
        }
        client.trimTopic(own, client.endOffset(own));
        if (round % 7 == 0) {
            client.deleteTopic(own);
        }
    }

    private void assertAllIsThere(Kaska kaska) {
        kaska.subscribe(List.of("shared"));
        kaska.seek("shared", 0);
        long next = 0;
        for (List<Message> some = poll(kaska); !some.isEmpty(); some = poll(kaska)) {
            for (Message message : some) {
                assertThat(message.offset()).isEqualTo(next++);
            }
        }
        assertThat(next).isEqualTo(kaska.endOffset("shared")).isGreaterThanOrEqualTo(sent.get() + undisturbed.get());
    }

    private static List<Message> poll(Kaska kaska) {
        return kaska.poll(1_000, Duration.ZERO);
    }

    @Test
    void aBrokerThatIsStartedOrClosedByAnInterruptedThreadKeepsItsFolder() {
        try (KaskaBroker broker = KaskaBroker.builder().data(folder).start();
                Kaska kaska = broker.client()) {
            kaska.createTopic("t");
            kaska.send("t", new byte[9]);
            Thread.currentThread().interrupt();
        } // flushes, writes, lets go of the lock
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(KaskaException.class)
                .isThrownBy(() -> KaskaBroker.builder().data(folder).start())
                .withMessageContaining("interrupted");
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        try (KaskaBroker broker = KaskaBroker.builder().data(folder).start();
                Kaska kaska = broker.client()) {
            assertThat(kaska.messageLength("t", 0)).isEqualTo(9);
        }
    }
}
