package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.KaskaClosedException;
import io.kaska.Message;
import io.kaska.MessageTooLargeException;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.UnknownTopicException;
import io.kaska.spi.Clients;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // some messages are only there to be in the way
class SendQueueTest {
    private MemoryLink link = new MemoryLink();
    /** While it is not zero no send of a topic named "a" goes on. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private final CountDownLatch sending = new CountDownLatch(1);
    private Kaska kaska = open(Kaska.builder());

    @AfterEach
    void close() {
        gate.countDown();
        kaska.close();
    }

    @Test
    void givesEachMessageItsOffsetInTheOrderOfTheCalls() throws Exception {
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            futures.add(kaska.sendAsync(i % 1_000 == 0 ? "b" : "a", bytes("m" + i)));
        }
        gate.countDown();
        long a = 0;
        long b = 0;
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get()).isEqualTo(i % 1_000 == 0 ? b++ : a++);
        }
        assertThat(link.sends).isLessThan(100); // in batches
    }

    @Test
    void putsASendOfTheSameThreadBehindWhatIsQueued() throws Exception {
        CompletableFuture<Long> first = kaska.sendAsync("a", bytes("one"));
        sending.await();
        CompletableFuture<Long> second = kaska.sendAsync("a", bytes("two"));
        assertThat(kaska.send("b", bytes("b"))).isZero(); // another topic does not wait
        Thread opener = new Thread(gate::countDown);
        opener.start();
        assertThat(kaska.send("a", bytes("three"))).isEqualTo(2);
        assertThat(first.get()).isZero();
        assertThat(second.get()).isEqualTo(1);
        opener.join();
    }

    @Test
    void failsExactlyTheMessagesThatCannotBeSent() {
        gate.countDown();
        link.largestSend = 50;
        List<CompletableFuture<Long>> futures = IntStream.range(0, 100)
                .mapToObj(i -> kaska.sendAsync(i == 40 ? "nothing" : "a", ByteBuffer.allocate(i == 70 ? 51 : 20)))
                .toList();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Long> future = futures.get(i);
            if (i == 40) {
                assertThatThrownBy(future::get).hasCauseInstanceOf(UnknownTopicException.class);
            } else if (i == 70) {
                assertThatThrownBy(future::get).hasCauseInstanceOf(MessageTooLargeException.class);
            } else {
                assertThat(future.join()).isEqualTo(i < 40 ? i : i < 70 ? i - 1 : i - 2);
            }
        }
    }

    @Test
    void waitsForRoom() throws Exception {
        kaska.close();
        kaska = open(Kaska.builder().sendMemory(100));
        kaska.sendAsync("a", ByteBuffer.allocate(1_000)); // a single one always passes
        AtomicBoolean accepted = new AtomicBoolean();
        Thread second = new Thread(() -> {
            kaska.sendAsync("a", ByteBuffer.allocate(1));
            accepted.set(true);
        });
        second.start();
        Awaitility.await().until(() -> second.getState() == Thread.State.WAITING);
        assertThat(accepted).isFalse();
        gate.countDown();
        second.join();
        assertThat(accepted).isTrue();
    }

    @Test
    void failsWithoutRoomIfItWasBuiltTo() throws Exception {
        kaska.close();
        kaska = open(Kaska.builder().sendMemory(100).failWhenSendMemoryIsFull(true));
        CompletableFuture<Long> first = kaska.sendAsync("a", ByteBuffer.allocate(60));
        kaska.sendAsync("a", ByteBuffer.allocate(40));
        assertThatThrownBy(() -> kaska.sendAsync("a", ByteBuffer.allocate(1)))
                .isInstanceOf(SendMemoryExhaustedException.class)
                .hasMessageContaining("100");
        gate.countDown();
        first.get();
        Awaitility.await().untilAsserted(() -> kaska.sendAsync("a", ByteBuffer.allocate(1)));
    }

    @Test
    void closingWaitsForWhatWasAccepted() throws Exception {
        CompletableFuture<Long> first = kaska.sendAsync("a", bytes("one"));
        sending.await();
        CompletableFuture<Long> second = kaska.sendAsync("a", bytes("two"));
        Thread closer = new Thread(kaska::close);
        closer.start();
        Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        assertThatThrownBy(() -> kaska.sendAsync("a", bytes("three"))).isInstanceOf(KaskaClosedException.class);
        gate.countDown();
        closer.join();
        assertThat(first.get()).isZero();
        assertThat(second.get()).isEqualTo(1);
    }

    @Test
    void closingFailsWhatCannotBeSentInTime() throws Exception {
        kaska.close();
        kaska = open(Kaska.builder().requestTimeout(Duration.ofMillis(50)));
        CompletableFuture<Long> first = kaska.sendAsync("a", bytes("one"));
        CompletableFuture<Long> second = kaska.sendAsync("a", bytes("two"));
        kaska.close();
        gate.countDown();
        assertThatThrownBy(first::get).hasCauseInstanceOf(KaskaClosedException.class);
        assertThatThrownBy(second::get).hasCauseInstanceOf(KaskaClosedException.class);
    }

    @Test
    void mayBeUsedFromWhatHangsOnAFuture() throws Exception {
        kaska.close();
        kaska = open(Kaska.builder().sendMemory(10));
        CompletableFuture<Long> last = new CompletableFuture<>();
        kaska.sendAsync("a", ByteBuffer.allocate(9)).thenAccept(offset -> {
            kaska.sendAsync("a", ByteBuffer.allocate(9));
            kaska.sendAsync("a", ByteBuffer.allocate(9)); // no room: the sender makes it itself
            last.complete(kaska.send("a", ByteBuffer.allocate(9)));
            kaska.close();
        });
        gate.countDown();
        assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void leavesTheApplicationsBuffersAlone() throws Exception {
        gate.countDown();
        ByteBuffer message = ByteBuffer.wrap("..one..".getBytes(StandardCharsets.UTF_8))
                .position(2)
                .limit(5);
        CompletableFuture<Long> future = kaska.sendAsync("a", message);
        message.position(3); // its own affair from the call on
        future.get();
        kaska.subscribe(List.of("a"));
        kaska.seek("a", 0);
        Message polled = kaska.poll().orElseThrow();
        assertThat(StandardCharsets.UTF_8.decode(polled.payload()).toString()).isEqualTo("one");
    }

    private Kaska open(KaskaBuilder builder) {
        link = new MemoryLink();
        link.createTopic("a");
        link.createTopic("b");
        link.onSend = topic -> {
            if (topic.equals("a")) {
                sending.countDown();
                pass(gate);
            }
        };
        return Clients.over(link, builder);
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
