package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.acceptance.Payloads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bound of {@code sendAsync}: at it, the caller waits or fails, as the client was built. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendMemoryIT {
    private static final int MEMORY = 1 << 20;
    private static final byte[] MESSAGE = Payloads.random(1, 10_000);

    private final RunningBroker broker = new RunningBroker(builder -> builder);
    private RecordingProxy proxy;

    @BeforeEach
    void start() throws IOException {
        broker.start();
        proxy = new RecordingProxy(broker.port());
    }

    @AfterEach
    void stop() {
        Closing.all(proxy, broker);
    }

    private KaskaBuilder builder() {
        return Kaska.builder().address("127.0.0.1", proxy.port()).sendMemory(MEMORY);
    }

    @Test
    void failsAtTheBoundIfBuiltSo() {
        try (Kaska kaska = builder().failWhenSendMemoryIsFull(true).build()) {
            kaska.createTopic("t");
            proxy.holdAnswers(true);
            List<CompletableFuture<Long>> accepted = new ArrayList<>();
            assertThatExceptionOfType(SendMemoryExhaustedException.class).isThrownBy(() -> {
                for (int i = 0; i < 1_000; i++) {
                    accepted.add(kaska.sendAsync("t", Payloads.direct(MESSAGE)));
                }
            });
            assertThat(accepted.size() * MESSAGE.length).isBetween(MEMORY / 2, MEMORY);
            proxy.holdAnswers(false);
            for (int i = 0; i < accepted.size(); i++) {
                assertThat(accepted.get(i))
                        .succeedsWithin(Duration.ofSeconds(30))
                        .isEqualTo((long) i);
            }
            assertThat(kaska.sendAsync("t", Payloads.direct(MESSAGE)))
                    .as("there is room again")
                    .succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void waitsAtTheBoundIfNothingElseWasSaid() throws Exception {
        try (Kaska kaska = builder().build()) {
            kaska.createTopic("t");
            proxy.holdAnswers(true);
            AtomicInteger accepted = new AtomicInteger();
            CompletableFuture<Boolean> sender = CompletableFuture.supplyAsync(() -> {
                for (int i = 0; i < 500; i++) {
                    var _ = kaska.sendAsync("t", Payloads.direct(MESSAGE));
                    accepted.incrementAndGet();
                }
                return true;
            });
            Thread.sleep(500);
            assertThat(sender).isNotDone();
            assertThat(accepted.get() * MESSAGE.length).isLessThanOrEqualTo(MEMORY);
            proxy.holdAnswers(false);
            assertThat(sender).succeedsWithin(Duration.ofSeconds(60));
            assertThat(kaska.send("t", MESSAGE)).isEqualTo(500);
        }
    }

    @Test
    void aMessageLargerThanAllTheMemoryIsSentAlone() {
        for (KaskaBuilder builder : List.of(builder(), builder().failWhenSendMemoryIsFull(true))) {
            try (Kaska kaska = builder.build()) {
                String topic = "t" + kaska.topicCount();
                kaska.createTopic(topic);
                byte[] large = Payloads.random(2, 3 * MEMORY);
                assertThat(kaska.sendAsync(topic, Payloads.direct(large)))
                        .succeedsWithin(Duration.ofSeconds(30))
                        .isEqualTo(0L);
                assertThat(kaska.messageLength(topic, 0)).isEqualTo(large.length);
            }
        }
    }
}
