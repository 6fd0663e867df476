package io.kaska.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TopicGatesTest {
    private final TopicGates gates = new TopicGates();

    @Test
    void letsCommitsPassTogetherAndMakesForgettingWaitForThem() throws Exception {
        List<Future<String>> commits = new ArrayList<>();
        var inside = new CountDownLatch(2);
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                commits.add(threads.submit(() -> gates.together("t", () -> {
                    inside.countDown();
                    awaitQuietly(go);
                    return "done";
                })));
            }
            inside.await(); // both at once
            var alone = threads.submit(() -> gates.alone("t", () -> go.getCount()));
            assertThat(gates.alone("another", () -> "at once")).isEqualTo("at once");
            assertThat(alone).isNotDone();
            go.countDown();
            assertThat(alone.get()).isZero();
            for (var commit : commits) {
                assertThat(commit.get()).isEqualTo("done");
            }
        }
        assertThat(gates.count()).isZero();
    }

    @Test
    void makesCommitsWaitForTheEndOfForgetting() throws Exception {
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var alone = threads.submit(() -> gates.alone("t", () -> {
                inside.countDown();
                awaitQuietly(go);
                return "done";
            }));
            inside.await();
            var commit = threads.submit(() -> gates.together("t", () -> go.getCount()));
            assertThat(commit).isNotDone();
            go.countDown();
            assertThat(commit.get()).isZero();
            assertThat(alone.get()).isEqualTo("done");
        }
        assertThat(gates.count()).isZero();
    }

    @Test
    void keepsNoGateAfterAFailure() {
        assertThatThrownBy(() -> gates.alone("t", () -> {
                    throw new IOException("disk");
                }))
                .hasMessage("disk");
        assertThat(gates.count()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
