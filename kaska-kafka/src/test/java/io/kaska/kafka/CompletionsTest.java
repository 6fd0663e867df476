package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kaska.KaskaConnectionException;
import io.kaska.OffsetReset;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.UnknownTopicException;
import io.kaska.spi.ClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages from the producer's callback to the application's future, with the test in the place of Kafka's thread. */
@Timeout(60)
class CompletionsTest {
    private static final int ROOM = 10_000;

    private final SendRoom room =
            new SendRoom(new ClientOptions(Duration.ofSeconds(1), ROOM, true, 1 << 20, 1_000, OffsetReset.FAIL));
    private final AtomicInteger looks = new AtomicInteger();
    private final Completions completions = new Completions(room, looks::incrementAndGet);
    private final TopicSends topic = topic("t");

    @AfterEach
    void end() {
        completions.drain(1_000);
    }

    private static TopicSends topic(String name) {
        return new TopicSends(new KnownTopic(name, new TopicPartition(name, 0), Uuid.ZERO_UUID));
    }

    private PendingSend given(TopicSends topic) {
        room.take(1);
        completions.expect();
        PendingSend send = new PendingSend(topic, completions, 1);
        send.give();
        send.given();
        return send;
    }

    private static void acknowledge(PendingSend send, long offset) {
        send.onCompletion(new RecordMetadata(send.topic().topic().partition(), offset, 0, 0, 0, 0), null);
    }

    @Test
    void futuresCompleteInTheOrderInWhichTheirMessagesAreSettled() {
        List<Long> order = new ArrayList<>(); // by one thread, and read after it has ended
        for (int i = 0; i < 5_000; i++) {
            PendingSend send = given(topic);
            var _ = send.thenAccept(order::add);
            acknowledge(send, i);
        }
        completions.drain(10_000);
        assertThat(order).hasSize(5_000).isSorted();
    }

    @Test
    void everyFutureCompletesWhereManyThreadsSend() {
        SendRoom ample = new SendRoom(
                new ClientOptions(Duration.ofSeconds(1), 1L << 30, true, 1 << 20, 1_000, OffsetReset.FAIL));
        Completions shared = new Completions(ample, () -> {});
        TopicSends[] topics = {topic("a"), topic("b"), topic("c")};
        Queue<PendingSend> unacknowledged = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<List<PendingSend>>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            senders.add(CompletableFuture.supplyAsync(() -> {
                List<PendingSend> sends = new ArrayList<>();
                for (int j = 0; j < 20_000; j++) {
                    ample.take(1);
                    PendingSend send = new PendingSend(topics[j % topics.length], shared, 1);
                    send.give();
                    unacknowledged.add(send);
                    sends.add(send);
                }
                return sends;
            }));
        }
        for (int acknowledged = 0; acknowledged < 4 * 20_000; ) {
            PendingSend send = unacknowledged.poll();
            if (send != null) {
                acknowledge(send, acknowledged++);
            }
        }
        for (CompletableFuture<List<PendingSend>> sends : senders) {
            sends.join().forEach(PendingSend::join);
        }
        shared.drain(1_000);
    }

    @Test
    void roomIsFreeWhenAMessageIsSettledWhateverTheApplicationKeepsTheThreadFrom() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        PendingSend first = given(topic);
        var _ = first.thenRun(() -> {
            entered.countDown();
            awaitQuietly(held);
        });
        acknowledge(first, 0);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        List<PendingSend> more = fill();
        assertThatThrownBy(() -> room.take(1)).isInstanceOf(SendMemoryExhaustedException.class);
        acknowledge(more.get(0), 1);
        room.take(1);
        assertThat(more.get(0)).isNotDone();
        assertThat(topic.isBusy()).isTrue();
        held.countDown();
        assertThat(more.get(0).join()).isOne();
    }

    /** As many as there is room for. */
    private List<PendingSend> fill() {
        List<PendingSend> sends = new ArrayList<>();
        try {
            while (sends.size() <= ROOM) {
                sends.add(given(topic));
            }
        } catch (SendMemoryExhaustedException e) {
            return sends;
        }
        throw new AssertionError("room for " + sends.size() + " messages in " + ROOM + " bytes");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFutureMayEndTheCompletionsAndAllThatIsSettledCompletes() {
        CountDownLatch bothSettled = new CountDownLatch(1);
        PendingSend first = given(topic);
        PendingSend second = given(topic);
        CompletableFuture<Boolean> secondWasDone = first.thenApply(offset -> {
            awaitQuietly(bothSettled);
            completions.drain(10_000);
            return second.isDone();
        });
        acknowledge(first, 0);
        acknowledge(second, 1);
        bothSettled.countDown();
        assertThat(secondWasDone.join()).isTrue();
    }

    @Test
    void theThreadTellsWhatComesAfterItHasSlept() throws Exception {
        for (int i = 0; i < 5; i++) {
            PendingSend send = given(topic);
            Thread.sleep(5);
            acknowledge(send, i);
            assertThat(send.get(10, TimeUnit.SECONDS)).isEqualTo(i);
            Thread.sleep(5); // long enough for it to have nothing to wait for
        }
    }

    @Test
    void looksNowAndThenWhileThereAreUnsettledMessages() {
        PendingSend send = given(topic);
        await().until(() -> looks.get() > 2);
        acknowledge(send, 0);
        send.join();
        assertThat(topic.isBusy()).isFalse();
        await().during(300, TimeUnit.MILLISECONDS).until(() -> {
            int before = looks.get();
            Thread.sleep(20);
            return looks.get() - before <= 1; // the last, which may have been about to begin
        });
    }

    @Test
    void whatIsGivenWithoutCompletionsCompletesWhereItIsSettled() {
        PendingSend send = new PendingSend(topic, null, 0);
        send.give();
        assertThat(topic.isBusy()).isTrue();
        acknowledge(send, 7);
        assertThat(send).isCompletedWithValue(7L);
        assertThat(topic.isBusy()).isFalse();
    }

    @Test
    void whatIsWithdrawnIsNotBusyAndHoldsNothingUp() {
        room.take(1);
        PendingSend first = new PendingSend(topic, completions, 1);
        first.give();
        first.withdraw();
        PendingSend second = given(topic);
        acknowledge(second, 0);
        assertThat(second.join()).isZero();
        assertThat(topic.isBusy()).isFalse();
    }

    @Test
    void whatIsSettledAfterTheEndCompletesAllTheSame() {
        PendingSend late = given(topic);
        completions.drain(10_000);
        assertThat(late).isNotDone();
        acknowledge(late, 0);
        assertThat(late).isCompletedWithValue(0L);
    }

    @Test
    void theEndWaitsForWhatIsSettledAndNotToldYet() {
        CountDownLatch held = new CountDownLatch(1);
        PendingSend first = given(topic);
        PendingSend second = given(topic);
        var _ = first.thenRun(() -> awaitQuietly(held));
        acknowledge(first, 0);
        acknowledge(second, 1);
        completions.drain(50);
        assertThat(second).isNotDone();
        held.countDown();
        completions.drain(10_000);
        assertThat(second).isCompletedWithValue(1L);
    }

    @Test
    void onlyWhatFailsOnItsGiversThreadBeforeItIsGivenWasSurelyNotSent() {
        PendingSend before = new PendingSend(topic, null, 0);
        before.give();
        before.onCompletion(null, new TimeoutException("late"));
        assertThat(outcomeUnknown(before)).isFalse();
        PendingSend after = new PendingSend(topic, null, 0);
        after.give();
        after.given();
        after.onCompletion(null, new TimeoutException("late"));
        assertThat(outcomeUnknown(after)).isTrue();
        PendingSend elsewhere = new PendingSend(topic, null, 0);
        elsewhere.give();
        CompletableFuture.runAsync(() -> elsewhere.onCompletion(null, new TimeoutException("late")))
                .join();
        assertThat(outcomeUnknown(elsewhere)).isTrue();
    }

    private static boolean outcomeUnknown(PendingSend send) {
        return ((KaskaConnectionException)
                        send.handle((offset, problem) -> problem).join())
                .outcomeUnknown();
    }

    @Test
    void messagesOfATopicThatIsGoneFailForThat() {
        PendingSend send = given(topic);
        topic.setGone();
        send.onCompletion(null, new TimeoutException("closed"));
        assertThatThrownBy(send::join).hasCauseInstanceOf(UnknownTopicException.class);
    }
}
