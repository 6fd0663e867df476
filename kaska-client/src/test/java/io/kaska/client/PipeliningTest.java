package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kaska.Kaska;
import io.kaska.protocol.Operation;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PipeliningTest {
    @ParameterizedTest(name = "spinning: {0}")
    @ValueSource(booleans = {true, false})
    void givesEachOfManyThreadsItsOwnAnswers(boolean spinning) throws Exception {
        MemoryScript script = new MemoryScript();
        int threads = 12;
        int each = 400;
        Set<Long> offsets = ConcurrentHashMap.newKeySet();
        try (FakeBroker broker = new FakeBroker(script);
                Kaska kaska = broker.client().spinning(spinning).build()) {
            kaska.createTopic("shared");
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String own = "own" + t;
                int size = t + 1;
                done.add(pool.submit(() -> {
                    kaska.createTopic(own);
                    for (int i = 0; i < each; i++) {
                        assertThat(offsets.add(kaska.send("shared", new byte[size])))
                                .isTrue();
                        assertThat(kaska.send(
                                        own,
                                        new byte[ThreadLocalRandom.current().nextInt(1, 3_000)]))
                                .isEqualTo(i);
                        assertThat(kaska.endOffset(own)).isEqualTo(i + 1);
                    }
                    return null;
                }));
            }
            for (Future<?> thread : done) {
                thread.get();
            }
            pool.shutdown();
            assertThat(offsets).hasSize(threads * each);
            assertThat(broker.connections()).isEqualTo(1);
            assertThat(script.count(Operation.RESOLVE_TOPIC)).isZero();
            assertThat(broker.problems).isEmpty();
        }
    }

    @Test
    void aSendCostsLittleMemory() throws Exception {
        MemoryScript script = new MemoryScript();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        int count = 10_000;
        try (FakeBroker broker = new FakeBroker(script);
                Kaska kaska = broker.client().build()) {
            kaska.createTopic("a");
            ByteBuffer message = ByteBuffer.allocateDirect(100);
            for (int i = 0; i < count; i++) {
                kaska.send("a", message);
            }
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < count; i++) {
                kaska.send("a", message);
            }
            long each = (threads.getThreadAllocatedBytes(id) - before) / count;
            // About 330 once the JVM has compiled it, which it does when it likes; a buffer too many would show.
            assertThat(each).isLessThan(500);
        }
    }
}
