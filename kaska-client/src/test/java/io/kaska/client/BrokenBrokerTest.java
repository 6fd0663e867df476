package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.Kaska;
import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a broker that is broken, or no friend, can do to a client: an error in time, and nothing else. */
@Timeout(60)
class BrokenBrokerTest {
    @Test
    void givesUpARequestWithoutAnAnswerAndEveryCallThatWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    if (peer.number > 1) {
                        new MemoryScript().answerAll(peer);
                        return;
                    }
                    while (peer.next() != null) {
                        asked.countDown();
                    }
                });
                Kaska kaska =
                        broker.client().requestTimeout(Duration.ofMillis(1_500)).build()) {
            CompletableFuture<Integer> other = CompletableFuture.supplyAsync(kaska::topicCount);
            Awaitility.await().until(() -> asked.getCount() == 1);
            assertThatThrownBy(kaska::topics)
                    .isInstanceOfSatisfying(
                            KaskaConnectionException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue())
                    .hasMessageContaining("did not answer within 1500 ms");
            assertThatThrownBy(other::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(KaskaConnectionException.class);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(kaska.topicCount()).isZero();
        }
    }

    @Test
    void refusesAnswersOfImpossibleSizes() throws Exception {
        answers(0, 0, Integer.MAX_VALUE, "2147483647 bytes to COUNT_TOPICS, where 4 to 4 are expected");
        answers(0, 0, -1, "4294967295 bytes");
        answers(0, 0, 0, "0 bytes");
        answers(Status.INTERNAL_ERROR.code(), 0, 2_000, "2000 bytes");
        answers(Status.INTERNAL_ERROR.code(), 0, 7, "7 bytes");
    }

    private static void answers(int status, int flags, int size, String expected) throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.header(status, flags, size);
                    peer.out.write(new byte[8]);
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            assertThatThrownBy(kaska::topicCount)
                    .isInstanceOf(KaskaConnectionException.class)
                    .hasMessageContaining(expected);
        }
    }

    @Test
    void refusesAFetchThatClaimsMoreThanWasAskedFor() throws Exception {
        fetch(
                peer -> {
                    peer.header(0, 0, Integer.MAX_VALUE);
                    peer.awaitClose();
                },
                "2147483647 bytes to FETCH");
    }

    @Test
    void refusesFetchesWhoseSectionsMakeNoSense() throws Exception {
        fetch(peer -> peer.answer(ByteBuffer.allocate(7)), "a section is cut off");
        fetch(peer -> peer.answer(section(1, 0)), "names topic 1 of 1");
        fetch(peer -> peer.answer(section(0, 100)), "cut off");
        fetch(peer -> peer.answer(run(4, 0, 1, 0, 5)), "begins at offset 4, where 7 is next");
        fetch(peer -> peer.answer(run(7, 2, 1, 0, 5)), "flags 2");
        fetch(peer -> peer.answer(run(7, 1, 1, 0, 5)), "no room for its head");
        fetch(peer -> peer.answer(run(7, 0, 1, 3, 3)), "ends at 3");
        fetch(peer -> peer.answer(run(7, 0, 1, 0, 6)), "cut off");
        fetch(peer -> peer.answer(run(7, 0, 0, 0, 5)), "cut off");
        fetch(peer -> peer.answer(failed(0, 12)), "the error of a section is none");
        fetch(peer -> peer.answer(failed(15, 11)), "the error of a section is cut off");
        fetch(peer -> peer.answer(failed(15, 1_013)), "the error of a section is cut off");
        fetch(peer -> peer.answer(run(Long.MAX_VALUE, 0, 1, 0, 5)), "the highest offset");
    }

    @Test
    void endsWhenTheBrokerNeverSaysAnything() throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.answerResolved(1, 7);
                    while (peer.next() != null) {
                        peer.answer(0, io.kaska.protocol.ResponseHeader.CUT, ByteBuffer.allocate(0));
                    }
                });
                Kaska kaska = broker.client().build()) {
            kaska.subscribe(List.of("a"));
            assertThatThrownBy(kaska::poll)
                    .isInstanceOf(KaskaException.class)
                    .hasMessageContaining("say nothing about the topics");
        }
    }

    private static void fetch(FakeBroker.Script answer, String expected) throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.answerResolved(1, 7);
                    peer.request();
                    answer.play(peer);
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            kaska.subscribe(List.of("a"));
            assertThatThrownBy(kaska::poll)
                    .isInstanceOf(KaskaConnectionException.class)
                    .hasMessageContaining(expected);
            assertThat(kaska.position("a")).isEqualTo(7);
        }
    }

    private static ByteBuffer section(int index, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(FetchResponse.SECTION_HEADER_SIZE);
        FetchResponse.putSection(bytes, index, 0, size);
        return bytes.flip();
    }

    private static ByteBuffer failed(int status, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(FetchResponse.SECTION_HEADER_SIZE + size);
        FetchResponse.putSection(bytes, 0, FetchResponse.FAILED, size);
        return bytes.put((byte) status).rewind();
    }

    @Test
    void takesErrorsOfLaterVersionsForWhatTheySay() throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.answerResolved(1, 7);
                    peer.request();
                    ByteBuffer section = failed(200, 15);
                    section.position(20);
                    peer.answer(section.put("new".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .rewind());
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            kaska.subscribe(List.of("a"));
            assertThatThrownBy(kaska::poll)
                    .isExactlyInstanceOf(KaskaException.class)
                    .hasMessageContaining("new")
                    .hasMessageContaining("\"a\"");
            assertThat(kaska.position("a")).isEqualTo(7);
        }
    }

    @Test
    void refusesHalfAnOffsetForATime() throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    peer.answerResolved(1, 7);
                    peer.request();
                    peer.answer(ByteBuffer.allocate(4));
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            assertThatThrownBy(() -> kaska.offsetForTime("a", java.time.Instant.EPOCH))
                    .isInstanceOf(KaskaConnectionException.class)
                    .hasMessageContaining("4 bytes to OFFSET_FOR_TIME");
        }
    }

    /** A run with one end, and five bytes behind the table. */
    private static ByteBuffer run(long offset, int flags, int count, int start, int end) {
        ByteBuffer bytes = ByteBuffer.allocate(FetchResponse.SECTION_HEADER_SIZE + 33);
        FetchResponse.putSection(bytes, 0, 0, 33);
        bytes.putLong(offset).putLong(0).putInt(flags << 24 | count);
        bytes.putInt(start).putInt(end);
        return bytes.put(new byte[5]).flip();
    }

    @Test
    void refusesTopicListsThatMakeNoSense() throws Exception {
        lists(ByteBuffer.allocate(3), "cut off");
        lists(ByteBuffer.allocate(4).putInt(5).flip(), "is empty, and not the last");
        lists(ByteBuffer.allocate(5).putInt(0), "size of a topic's name is cut off");
        lists(ByteBuffer.allocate(6).putInt(0).putShort((short) 1).flip(), "a topic's name is cut off");
        lists(
                ByteBuffer.allocate(7)
                        .putInt(0)
                        .putShort((short) 1)
                        .put((byte) 0xFF)
                        .flip(),
                "name is none");
        lists(
                ByteBuffer.allocate(7)
                        .putInt(9)
                        .putShort((short) 1)
                        .put((byte) 'a')
                        .flip(),
                "go in a circle");
    }

    private static void lists(ByteBuffer page, String expected) throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    while (peer.next() != null) {
                        peer.answer(page.duplicate().clear());
                    }
                });
                Kaska kaska = broker.client().build()) {
            assertThatThrownBy(kaska::topics)
                    .isInstanceOf(KaskaConnectionException.class)
                    .hasMessageContaining(expected);
        }
    }

    @Test
    void noticesAnAnswerThatIsCutOff() throws Exception {
        for (int size : new int[] {0, 1, 7, 8, 11}) {
            try (FakeBroker broker = new FakeBroker(peer -> {
                        peer.welcome();
                        peer.request();
                        peer.out.write(
                                ByteBuffer.allocate(12).putInt(0).putInt(4).array(), 0, size);
                    });
                    Kaska kaska = broker.client().build()) {
                assertThatThrownBy(kaska::topicCount)
                        .isInstanceOfSatisfying(
                                KaskaConnectionException.class,
                                e -> assertThat(e.outcomeUnknown()).isTrue())
                        .hasMessageContaining("closed the connection");
            }
        }
    }

    @Test
    void readsAnswersThatComeByteByByte() throws Exception {
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome();
                    peer.request();
                    slowly(peer, ByteBuffer.allocate(12).putInt(0).putInt(4).putInt(77));
                    peer.request();
                    byte[] text = "no room".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    ByteBuffer error = ByteBuffer.allocate(23)
                            .put((byte) Status.STORAGE_FULL.code())
                            .put(new byte[3]);
                    slowly(peer, error.putInt(15).putLong(1).put(text));
                    peer.awaitClose();
                });
                Kaska kaska = broker.client().build()) {
            assertThat(kaska.topicCount()).isEqualTo(77);
            assertThatThrownBy(() -> kaska.createTopic("a")).hasMessageContaining("no room");
        }
    }

    private static void slowly(FakeBroker.Peer peer, ByteBuffer bytes) throws Exception {
        for (int i = 0; i < bytes.capacity(); i++) {
            peer.out.write(bytes.get(i));
            Thread.sleep(2);
        }
    }

    @Test
    void givesUpARequestThatTheBrokerDoesNotTake() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (FakeBroker broker = new FakeBroker(peer -> {
                    peer.welcome(1 << 30);
                    peer.request();
                    peer.answerResolved(1, 0);
                    end.await();
                });
                Kaska kaska =
                        broker.client().requestTimeout(Duration.ofMillis(300)).build()) {
            ByteBuffer large = ByteBuffer.allocateDirect(32 << 20);
            assertThatThrownBy(() -> kaska.send("a", large))
                    .isInstanceOfSatisfying(
                            KaskaConnectionException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue())
                    .hasMessageContaining("did not take the request within 300 ms");
            end.countDown();
        }
    }

    @Test
    void closingEndsEveryCallThatWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        try (FakeBroker broker = new FakeBroker(peer -> {
            peer.welcome();
            while (peer.next() != null) {
                asked.countDown();
            }
        })) {
            Kaska kaska = broker.client().build();
            List<CompletableFuture<Integer>> calls = List.of(
                    CompletableFuture.supplyAsync(kaska::topicCount),
                    CompletableFuture.supplyAsync(kaska::topicCount),
                    CompletableFuture.supplyAsync(kaska::topicCount));
            // A pool may run fewer at a time: close once those that can have asked.
            asked.await(1, TimeUnit.SECONDS);
            kaska.close();
            kaska.close();
            for (CompletableFuture<Integer> call : calls) {
                assertThatThrownBy(call::get).hasCauseInstanceOf(KaskaClosedException.class);
            }
            assertThatThrownBy(kaska::topicCount).isInstanceOf(KaskaClosedException.class);
        }
    }

    @Test
    void closingEndsTheMakingOfAConnection() throws Exception {
        CountDownLatch accepted = new CountDownLatch(1);
        try (FakeBroker broker = new FakeBroker(peer -> {
            peer.readHello();
            accepted.countDown();
            peer.awaitClose();
        })) {
            Kaska kaska = broker.client().connectTimeout(Duration.ofMinutes(5)).build();
            CompletableFuture<Integer> call = CompletableFuture.supplyAsync(kaska::topicCount);
            assertThat(accepted.await(10, TimeUnit.SECONDS)).isTrue();
            kaska.close();
            assertThatThrownBy(call::get).hasCauseInstanceOf(KaskaClosedException.class);
        }
    }
}
