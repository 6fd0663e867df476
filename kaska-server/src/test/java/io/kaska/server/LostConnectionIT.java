package io.kaska.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaInterruptedException;
import io.kaska.acceptance.Payloads;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the library does when the broker goes, when the connection is cut, and when answers do not come. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostConnectionIT {
    private final RunningBroker broker = new RunningBroker(builder -> builder);
    private RecordingProxy proxy;
    private Kaska kaska;

    @BeforeEach
    void start() throws IOException {
        broker.start();
        proxy = new RecordingProxy(broker.port());
        kaska = Kaska.builder()
                .address("127.0.0.1", proxy.port())
                .requestTimeout(Duration.ofSeconds(20))
                .build();
        kaska.createTopic("t");
    }

    @AfterEach
    void stop() {
        Closing.all(kaska, proxy, broker);
    }

    @Test
    void nobodyThereIsAnErrorThatSaysWhere() {
        int port = broker.port();
        broker.close();
        try (Kaska client = Kaska.connect("127.0.0.1", port)) {
            assertThatExceptionOfType(KaskaConnectionException.class)
                    .isThrownBy(client::topicCount)
                    .withMessageContaining("127.0.0.1")
                    .withMessageContaining(String.valueOf(port))
                    .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
        } finally {
            broker.start();
        }
    }

    @Test
    void aHostThatDoesNotExistIsAConnectionError() {
        try (Kaska client = Kaska.connect("no-such-host.invalid", 4_000)) {
            assertThatExceptionOfType(KaskaConnectionException.class)
                    .isThrownBy(client::topicCount)
                    .withMessageContaining("no-such-host.invalid")
                    .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
        }
    }

    @Test
    void localOperationsNeedNoBroker() {
        kaska.send("t", Payloads.bytes("m"));
        kaska.subscribe(List.of("t"));
        broker.close();
        try {
            assertThat(kaska.position("t")).isEqualTo(1);
            kaska.seek("t", 7);
            assertThat(kaska.position("t")).isEqualTo(7);
            kaska.unsubscribe();
        } finally {
            broker.start();
        }
    }

    @Test
    void aCutConnectionIsMadeAnewAndTheSubscriptionLivesOn() throws IOException {
        kaska.subscribe(List.of("t"));
        for (int round = 0; round < 10; round++) {
            try (Kaska other = broker.connect()) {
                other.send("t", Payloads.bytes("m" + round));
            }
            proxy.cut();
            assertThat(pollInSpiteOfTheCut()).isEqualTo("m" + round);
            assertThat(kaska.position("t")).isEqualTo(round + 1);
        }
    }

    private String pollInSpiteOfTheCut() {
        try {
            return Payloads.text(kaska.poll().orElseThrow().payload());
        } catch (KaskaConnectionException e) {
            return Payloads.text(kaska.poll().orElseThrow().payload());
        }
    }

    @Test
    void aSendThatWasCutOffIsNeverRepeatedAndSaysThatItsOutcomeIsUnknown() throws Exception {
        proxy.holdAnswers(true);
        CompletableFuture<Long> cutOff = CompletableFuture.supplyAsync(() -> kaska.send("t", Payloads.bytes("once")));
        try (Kaska other = broker.connect()) {
            await().until(() -> other.endOffset("t") == 1);
            proxy.cut();
            proxy.holdAnswers(false);
            assertThat(cutOff)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            KaskaConnectionException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());
            Thread.sleep(200);
            assertThat(other.endOffset("t")).as("nothing was repeated").isEqualTo(1);
        }
        assertThat(kaska.send("t", Payloads.bytes("next"))).isEqualTo(1);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsAConnectionError() {
        try (Kaska hasty = Kaska.builder()
                .address("127.0.0.1", proxy.port())
                .requestTimeout(Duration.ofMillis(300))
                .build()) {
            assertThat(hasty.endOffset("t")).isZero();
            proxy.holdAnswers(true);
            assertThatExceptionOfType(KaskaConnectionException.class)
                    .isThrownBy(() -> hasty.send("t", Payloads.bytes("m")))
                    .satisfies(e -> assertThat(e.outcomeUnknown()).isTrue());
            proxy.holdAnswers(false);
            await().until(() -> hasty.endOffset("t") == 1);
        }
    }

    @Test
    void aLongPollMayLastLongerThanARequest() {
        try (Kaska hasty = Kaska.builder()
                .address("127.0.0.1", proxy.port())
                .requestTimeout(Duration.ofMillis(300))
                .build()) {
            hasty.subscribe(List.of("t"));
            assertThat(hasty.poll(1, Duration.ofSeconds(1))).isEmpty();
        }
    }

    @Test
    void anInterruptedSendSaysThatItsOutcomeIsUnknownAndOthersGetTheirAnswers() throws Exception {
        proxy.holdAnswers(true);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread interrupted = new Thread(() -> {
            try {
                kaska.send("t", Payloads.bytes("interrupted"));
            } catch (KaskaInterruptedException e) {
                failure.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("the flag is lost", e));
            }
        });
        interrupted.start();
        try (Kaska other = broker.connect()) {
            await().until(() -> other.endOffset("t") == 1);
        }
        CompletableFuture<Long> patient = CompletableFuture.supplyAsync(() -> kaska.send("t", Payloads.bytes("m")));
        interrupted.interrupt();
        interrupted.join(30_000);
        assertThat(failure.get())
                .isInstanceOfSatisfying(
                        KaskaInterruptedException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        assertThat(patient).isNotDone();
        proxy.holdAnswers(false);
        assertThat(patient).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1L);
        assertThat(proxy.connections())
                .as("one caller's interrupt ends nobody's connection")
                .isEqualTo(1);
    }

    @Test
    void aBrokerThatClosesFailsTheLongPollsOfItsClients() throws Exception {
        kaska.subscribe(List.of("t"));
        CompletableFuture<Integer> poll = CompletableFuture.supplyAsync(
                () -> kaska.poll(1, Duration.ofSeconds(60)).size());
        Thread.sleep(200);
        broker.close();
        try {
            assertThat(poll)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(KaskaConnectionException.class);
            assertThatExceptionOfType(KaskaConnectionException.class).isThrownBy(kaska::topicCount);
        } finally {
            broker.start();
        }
    }

    @Test
    void closeEndsWhatWaitsForAnAnswer() throws Exception {
        kaska.topicCount();
        proxy.holdAnswers(true);
        CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> kaska.endOffset("t"));
        Thread.sleep(200);
        assertThatCode(kaska::close).doesNotThrowAnyException();
        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(KaskaClosedException.class);
    }

    @Test
    void aBrokerThatIsNoBrokerIsAConnectionError() throws Exception {
        try (ServerSocket web = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = web.accept()) {
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n".getBytes(US_ASCII));
                    client.getInputStream().readNBytes(16);
                } catch (IOException e) {
                    // the client is gone
                }
            });
            try (Kaska client = Kaska.connect("127.0.0.1", web.getLocalPort())) {
                assertThatExceptionOfType(KaskaConnectionException.class).isThrownBy(client::topicCount);
            }
        }
    }

    @Test
    void aBrokerThatNeverAnswersTheHelloIsGivenUpAfterTheConnectTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                Kaska client = Kaska.builder()
                        .address("127.0.0.1", silent.getLocalPort())
                        .connectTimeout(Duration.ofMillis(300))
                        .build()) {
            assertThatExceptionOfType(KaskaConnectionException.class)
                    .isThrownBy(client::topicCount)
                    .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
        }
    }
}
