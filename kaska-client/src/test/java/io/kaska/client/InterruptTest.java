package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.Kaska;
import io.kaska.KaskaInterruptedException;
import io.kaska.protocol.Operation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupt ends the wait of one caller, with the flag kept; everybody else goes on, on the same connection. */
@Timeout(60)
class InterruptTest {
    @Test
    void doesNothingForAThreadThatIsInterruptedAlready() throws Exception {
        MemoryScript script = new MemoryScript();
        try (FakeBroker broker = new FakeBroker(script);
                Kaska kaska = broker.client().build()) {
            kaska.createTopic("a");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> kaska.send("a", new byte[1]))
                    .isInstanceOfSatisfying(
                            KaskaInterruptedException.class,
                            e -> assertThat(e.outcomeUnknown()).isFalse());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(kaska.send("a", new byte[1])).isZero();
            assertThat(broker.connections()).isEqualTo(1);
            assertThat(script.count(Operation.SEND)).isEqualTo(1);
        }
    }

    @Test
    void endsTheWaitOfOneCallerAndThrowsItsAnswerAway() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.answerResolved(1, 0);
                    peer.request();
                    asked.countDown();
                    interrupted.await();
                    peer.answerLong(1);
                    for (int i = 2; peer.next() != null; i++) {
                        peer.answerLong(i);
                    }
                });
                Kaska kaska = broker.client().build()) {
            Caller caller = new Caller(() -> kaska.send("a", new byte[1]));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            caller.thread.interrupt();
            caller.thread.join();
            assertThat(caller.exception.get())
                    .isInstanceOfSatisfying(
                            KaskaInterruptedException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());
            assertThat(caller.flag).isTrue();
            interrupted.countDown();
            assertThat(kaska.send("a", new byte[1])).isEqualTo(2);
            assertThat(kaska.send("a", new byte[1])).isEqualTo(3);
            assertThat(broker.connections()).isEqualTo(1);
        }
    }

    @Test
    void throwsALargeAnswerToNobodyAway() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ByteBuffer page = ByteBuffer.allocate(20_000_000);
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    asked.countDown();
                    interrupted.await();
                    peer.answer(page);
                    peer.request();
                    peer.answer(ByteBuffer.allocate(4).putInt(5).flip());
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            Caller caller = new Caller(kaska::topics);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            caller.thread.interrupt();
            caller.thread.join();
            interrupted.countDown();
            assertThat(kaska.topicCount()).isEqualTo(5);
        }
    }

    @Test
    void aLargeSendGetsThroughWhileTheBrokerWaitsForAnAnswerToNobodyToBeTaken() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome(1 << 30);
                    peer.request();
                    peer.answerResolved(1, 0);
                    peer.request();
                    asked.countDown();
                    interrupted.await();
                    peer.answer(ByteBuffer.allocate(30_000_000));
                    peer.request();
                    peer.answerLong(3);
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            kaska.subscribe(List.of("a"));
            Caller caller = new Caller(kaska::topics);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            caller.thread.interrupt();
            caller.thread.join();
            interrupted.countDown();
            assertThat(kaska.send("a", ByteBuffer.allocate(40_000_000))).isEqualTo(3);
        }
    }

    @Test
    void othersGoOnWhenTheOneWhoReadsForAllIsInterrupted() throws Exception {
        checkOthersGoOn(Kaska::topicCount, List.of(number(1)));
    }

    @Test
    void othersGoOnWhenTheOneWhoReadsForAllLeavesSeveralCallsBehind() throws Exception {
        ByteBuffer resolved = ByteBuffer.allocate(12).putInt(1).putLong(0).flip();
        checkOthersGoOn(kaska -> kaska.subscribe(List.of("a", "b")), List.of(resolved, resolved));
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(4).putInt(value).flip();
    }

    /** @param answers to the requests of the one who reads for all, and is interrupted */
    private static void checkOthersGoOn(Function<Kaska, ?> call, List<ByteBuffer> answers) throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    for (int i = 0; i < answers.size(); i++) {
                        peer.request();
                    }
                    asked.countDown();
                    peer.request();
                    asked.countDown();
                    interrupted.await();
                    for (ByteBuffer answer : answers) {
                        peer.answer(answer);
                    }
                    peer.answer(number(2));
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            Caller leader = new Caller(() -> call.apply(kaska));
            org.awaitility.Awaitility.await().until(() -> asked.getCount() == 1);
            Caller follower = new Caller(kaska::topicCount);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            org.awaitility.Awaitility.await().until(() -> follower.thread.getState() == Thread.State.TIMED_WAITING);
            leader.thread.interrupt();
            leader.thread.join();
            assertThat(leader.exception.get()).isInstanceOf(KaskaInterruptedException.class);
            interrupted.countDown();
            follower.thread.join();
            assertThat(follower.exception.get()).isNull();
            assertThat(follower.result.get()).isEqualTo(2);
        }
    }

    @Test
    void anInterruptInTheMiddleOfARequestCostsTheConnection() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch resolved = new CountDownLatch(1);
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome(1 << 30);
                    peer.request();
                    peer.answerResolved(1, 0);
                    if (peer.number == 1) {
                        peer.in.readNBytes(17);
                        resolved.countDown();
                        end.await();
                    } else {
                        peer.request();
                        peer.answerLong(4);
                        peer.awaitClose();
                    }
                });
                Kaska kaska = broker.client().build()) {
            ByteBuffer large = ByteBuffer.allocateDirect(32 << 20);
            Caller caller = new Caller(() -> kaska.send("a", large));
            assertThat(resolved.await(10, TimeUnit.SECONDS)).isTrue();
            caller.thread.interrupt();
            caller.thread.join();
            assertThat(caller.exception.get())
                    .isInstanceOfSatisfying(
                            KaskaInterruptedException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());
            end.countDown();
            assertThat(kaska.send("a", new byte[1])).isEqualTo(4);
            assertThat(broker.connections()).isEqualTo(2);
        }
    }

    @Test
    void endsALongPollAndLosesNoMessage() throws Exception {
        MemoryLink link = new MemoryLink();
        try (Kaska kaska = io.kaska.spi.Clients.over(link, Kaska.builder())) {
            kaska.createTopic("a");
            kaska.subscribe(List.of("a"));
            CountDownLatch asked = new CountDownLatch(2);
            link.onFetch = positions -> asked.countDown();
            Caller waiter = new Caller(() -> kaska.poll(1, Duration.ofMinutes(5)));
            org.awaitility.Awaitility.await().until(() -> asked.getCount() == 1);
            Caller second = new Caller(() -> kaska.poll(1, Duration.ofMinutes(5)));
            org.awaitility.Awaitility.await().until(() -> second.thread.getState() == Thread.State.TIMED_WAITING);
            waiter.thread.interrupt();
            waiter.thread.join();
            assertThat(waiter.exception.get()).isInstanceOf(KaskaInterruptedException.class);
            assertThat(waiter.flag).isTrue();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue(); // the second waits at the broker now
            kaska.send("a", new byte[] {7});
            second.thread.join();
            assertThat(second.exception.get()).isNull();
            assertThat(kaska.position("a")).isEqualTo(1);
        }
    }

    /** A thread that makes one call. */
    private static final class Caller {
        final AtomicReference<@Nullable Object> result = new AtomicReference<>();
        final AtomicReference<@Nullable Throwable> exception = new AtomicReference<>();
        final AtomicBoolean flag = new AtomicBoolean();
        final Thread thread;

        Caller(java.util.concurrent.Callable<?> call) {
            thread = new Thread(() -> {
                try {
                    result.set(call.call());
                } catch (Exception e) {
                    exception.set(e);
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }
}
