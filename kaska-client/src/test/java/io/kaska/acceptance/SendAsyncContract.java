package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.UnknownTopicException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code sendAsync}: order, completion, failures. */
abstract class SendAsyncContract extends ContractTests {
    SendAsyncContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void theOffsetsAreThoseOfTheOrderOfTheCalls() {
        Kaska client = client();
        String topic = topic(client, "async");
        Kaska reader = subscriber(topic);
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            futures.add(client.sendAsync(topic, Payloads.buffer("m" + i)));
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i)).succeedsWithin(LONG).isEqualTo((long) i);
        }
        List<Message> received = drain(reader);
        assertThat(received).hasSameSizeAs(futures);
        for (int i = 0; i < futures.size(); i++) {
            assertThat(text(received.get(i))).isEqualTo("m" + i);
        }
    }

    @Test
    void aSendAfterSomeAsynchronousOnesComesBehindThem() {
        Kaska client = client();
        String topic = topic(client, "async");
        for (int round = 0; round < 50; round++) {
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                futures.add(client.sendAsync(topic, Payloads.buffer("async")));
            }
            assertThat(client.send(topic, Payloads.buffer("sync"))).isEqualTo(round * 10L + 9);
            assertThat(futures.get(8)).succeedsWithin(LONG).isEqualTo(round * 10L + 8);
        }
    }

    @Test
    void topicsDoNotMix() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b", "c");
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            futures.add(client.sendAsync(topics.get(i % 3), Payloads.buffer("m" + i)));
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i)).succeedsWithin(LONG).isEqualTo(i / 3L);
        }
    }

    @Test
    void largeAndSmallMessagesKeepTheirOrder() {
        Kaska client = client();
        String topic = topic(client, "async");
        Kaska reader = subscriber(topic);
        List<byte[]> sent = new ArrayList<>();
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] message = Payloads.random(i, i % 4 == 0 ? 1_500_000 : 10 + i);
            sent.add(message);
            futures.add(client.sendAsync(topic, Payloads.direct(message)));
        }
        for (int i = 0; i < sent.size(); i++) {
            assertThat(futures.get(i)).succeedsWithin(LONG).isEqualTo((long) i);
            Payloads.assertSame(reader.poll().orElseThrow().payload(), sent.get(i));
        }
    }

    @Test
    void theBufferMayBeUsedAnewOnceTheFutureIsComplete() {
        Kaska client = client();
        String topic = topic(client, "async");
        Kaska reader = subscriber(topic);
        ByteBuffer buffer = ByteBuffer.allocateDirect(8);
        for (long i = 0; i < 200; i++) {
            buffer.putLong(0, i);
            assertThat(client.sendAsync(topic, buffer)).succeedsWithin(LONG).isEqualTo(i);
            assertThat(buffer.remaining()).isEqualTo(8);
        }
        for (long i = 0; i < 200; i++) {
            assertThat(reader.poll().orElseThrow().payload().getLong()).isEqualTo(i);
        }
    }

    @Test
    void anEmptyMessageIsAWrongArgument() {
        Kaska client = client();
        String topic = topic(client, "async");
        assertThatIllegalArgumentException().isThrownBy(() -> client.sendAsync(topic, ByteBuffer.allocate(0)));
        assertThat(client.endOffset(topic)).isZero();
    }

    @Test
    void anUnknownTopicFailsItsFutureExactlyAndNoOther() throws Exception {
        Kaska client = client();
        String topic = topic(client, "async");
        String unknown = freshName("unknown");
        CompletableFuture<Long> before = client.sendAsync(topic, Payloads.buffer("before"));
        CompletableFuture<Long> failing = client.sendAsync(unknown, Payloads.buffer("lost"));
        CompletableFuture<Long> after = client.sendAsync(topic, Payloads.buffer("after"));

        assertThat(before).succeedsWithin(LONG).isEqualTo(0L);
        assertThat(failing)
                .failsWithin(LONG)
                .withThrowableThat()
                .withCauseExactlyInstanceOf(UnknownTopicException.class);
        assertThat(after).succeedsWithin(LONG).isEqualTo(1L);
        assertThat(whatACallbackSees(failing)).isExactlyInstanceOf(UnknownTopicException.class);
    }

    private static @Nullable Throwable whatACallbackSees(CompletableFuture<Long> future) throws Exception {
        CompletableFuture<@Nullable Throwable> seen = new CompletableFuture<>();
        var _ = future.whenComplete((offset, failure) -> seen.complete(failure));
        return seen.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aCallbackMayUseTheClient() {
        Kaska client = client();
        String topic = topic(client, "async");
        CompletableFuture<Long> chain = client.sendAsync(topic, Payloads.buffer("first"))
                .thenCompose(offset -> client.sendAsync(topic, Payloads.buffer("second")))
                .thenApplyAsync(offset -> offset + client.endOffset(topic));
        assertThat(chain).succeedsWithin(LONG).isEqualTo(3L);
    }

    @Test
    void aCallbackMaySendWhileOthersAreQueued() {
        Kaska client = client();
        String topic = topic(client, "async");
        CompletableFuture<Long> ofCallback = client.sendAsync(topic, Payloads.buffer("first"))
                .thenApply(offset -> client.send(topic, Payloads.buffer("from the callback")));
        List<CompletableFuture<Long>> others = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            others.add(client.sendAsync(topic, Payloads.direct(Payloads.random(i, 10_000))));
        }
        assertThat(ofCallback).succeedsWithin(LONG);
        assertThat(others).allSatisfy(other -> assertThat(other).succeedsWithin(LONG));
        assertThat(client.endOffset(topic)).isEqualTo(502);
    }

    @Test
    void aCallbackMayCloseTheClient() {
        Kaska client = client();
        String topic = topic(client(), "async");
        CompletableFuture<Void> closed =
                client.sendAsync(topic, Payloads.buffer("m")).thenAccept(offset -> client.close());
        assertThat(closed).succeedsWithin(LONG);
        assertThat(client().endOffset(topic)).isEqualTo(1);
    }

    @Test
    void closeWaitsForWhatWasAccepted() {
        Kaska client = client();
        String topic = topic(client(), "async");
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            futures.add(client.sendAsync(topic, Payloads.buffer("m" + i)));
        }
        client.close();
        assertThat(futures)
                .filteredOn(future -> !future.isDone())
                .as("left in the air")
                .isEmpty();
        assertThat(futures).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(client().endOffset(topic)).isEqualTo(2_000);
    }
}
