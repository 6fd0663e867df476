package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.acceptance.Payloads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A well-behaved client that sends and polls all the while on a thread of its own, checks every offset and byte, and
 * finds out whether others' misbehaviour reaches it.
 */
final class Witness implements AutoCloseable {
    private final Kaska kaska;
    private final String topic;
    private final Thread thread = new Thread(this::work, "witness");
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopping;
    private volatile long rounds;

    Witness(int port) {
        kaska = Kaska.connect("127.0.0.1", port);
        topic = "witness-" + System.nanoTime();
        kaska.createTopic(topic);
        kaska.subscribe(List.of(topic));
        thread.start();
    }

    private void work() {
        try {
            long done = 0;
            while (!stopping) {
                round(done);
                rounds = ++done;
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    private void round(long number) throws InterruptedException {
        byte[] message = Payloads.random(number, (int) (number * 37 % 5_000) + 1);
        assertThat(kaska.send(topic, message)).isEqualTo(number);
        assertThat(kaska.endOffset(topic)).isEqualTo(number + 1);
        Message received = kaska.poll().orElseThrow();
        assertThat(received.offset()).isEqualTo(number);
        Payloads.assertSame(received.payload(), message);
        if (number % 16 == 15) {
            Thread.sleep(1); // two cores are shared with those it watches
        }
    }

    /** Fails unless it is at work, without an error, now. */
    void assertUndisturbed() {
        long seen = rounds;
        await("the witness goes on")
                .atMost(Duration.ofSeconds(30))
                .until(() -> rounds > seen + 5 || failure.get() != null);
        @Nullable Throwable error = failure.get();
        if (error != null) {
            throw new AssertionError("the well-behaved client was disturbed", error);
        }
    }

    @Override
    public void close() {
        stopping = true;
        await("the witness ends").atMost(Duration.ofSeconds(60)).until(() -> !thread.isAlive());
        if (failure.get() == null) {
            kaska.deleteTopic(topic);
        }
        kaska.close();
    }
}
