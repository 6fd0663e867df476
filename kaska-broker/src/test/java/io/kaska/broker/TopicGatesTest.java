package io.kaska.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicGatesTest {
    private final TopicGates gates = new TopicGates();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void letAllGo() {
        go.countDown();
    }

    @Test
    void letsCommitsPassTogetherAndMakesForgettingWaitForThem() throws Exception {
        var inside = new CountDownLatch(2);
        var first = start(() -> gates.together("t", () -> stay(inside)));
        var second = start(() -> gates.together("t", () -> stay(inside)));
        inside.await(); // both at once
        var forgetting = start(() -> gates.alone("t", go::getCount));
        awaitParked(forgetting);
        assertThat(gates.alone("another", () -> "at once")).isEqualTo("at once");
        go.countDown();
        assertThat(forgetting.get()).isZero();
        assertThat(first.get() + second.get()).isEqualTo("staidstaid");
        await().until(() -> gates.count() == 0);
    }

    @Test
    void makesCommitsWaitForTheEndOfForgetting() throws Exception {
        var inside = new CountDownLatch(1);
        var forgetting = start(() -> gates.alone("t", () -> stay(inside)));
        inside.await();
        var commit = start(() -> gates.together("t", go::getCount));
        awaitParked(commit);
        go.countDown();
        assertThat(commit.get()).isZero();
        assertThat(forgetting.get()).isEqualTo("staid");
        await().until(() -> gates.count() == 0);
    }

    @Test
    void keepsNoGateAfterAFailure() {
        assertThatThrownBy(() -> gates.alone("t", () -> {
                    throw new IOException("disk");
                }))
                .hasMessage("disk");
        assertThat(gates.count()).isZero();
    }

    private String stay(CountDownLatch inside) throws IOException {
        inside.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return "staid";
    }

    /** A task and its thread. */
    private static final class Started<T> extends FutureTask<T> {
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this);

        private Started(Callable<T> action) {
            super(action);
        }
    }

    private static <T> Started<T> start(Callable<T> action) {
        var started = new Started<>(action);
        started.thread.start();
        return started;
    }

    private static void awaitParked(Started<?> started) {
        await().until(() -> started.thread.getState() == Thread.State.WAITING);
    }
}
