package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.AlreadySubscribedException;
import io.kaska.Kaska;
import io.kaska.KaskaClosedException;
import io.kaska.NotSubscribedException;
import io.kaska.OffsetReset;
import io.kaska.OutgoingMessage;
import io.kaska.StorageException;
import io.kaska.spi.Clients;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KaskaClientTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final MemoryLink link = new MemoryLink();
    private final Kaska kaska = Clients.over(link, Kaska.builder());

    @AfterEach
    void close() {
        kaska.close();
    }

    @Test
    @SuppressWarnings("NullAway") // what an application without null checks can do
    void refusesWrongArguments() {
        List<ThrowingCallable> nullTopics = List.of(
                () -> kaska.createTopic(null),
                () -> kaska.deleteTopic(null),
                () -> kaska.send(null, ByteBuffer.allocate(1)),
                () -> kaska.sendAsync(null, ByteBuffer.allocate(1)),
                () -> kaska.send(null, List.of()),
                () -> kaska.messageLength(null, 0),
                () -> kaska.endOffset(null),
                () -> kaska.earliestOffset(null),
                () -> kaska.offsetForTime(null, Instant.EPOCH),
                () -> kaska.trimTopic(null, 0),
                () -> kaska.send(null, null, ByteBuffer.allocate(1)),
                () -> kaska.sendAsync(null, null, ByteBuffer.allocate(1)),
                () -> kaska.sendAll(null, List.of()),
                () -> kaska.subscribe(Arrays.asList("a", null)),
                () -> kaska.position(null),
                () -> kaska.seek(null, 0),
                () -> kaska.commit("me", null, 0),
                () -> kaska.committed("me", null));
        nullTopics.forEach(call -> refuses(call, "topic is null"));
        refuses(() -> kaska.commit(null, "a", 0), "client is null");
        refuses(() -> kaska.committed(null, "a"), "client is null");
        refuses(() -> kaska.send("a", (byte[]) null), "message is null");
        refuses(() -> kaska.send("a", (ByteBuffer) null), "message is null");
        refuses(() -> kaska.send("a", (List<ByteBuffer>) null), "messages is null");
        refuses(() -> kaska.subscribe(null), "topics is null");
        refuses(() -> kaska.poll(1, null), "wait is null");
        refuses(() -> kaska.send("a", Arrays.asList(ByteBuffer.allocate(1), null)), "message 1 of the list is null");
        refuses(() -> kaska.send("a", List.of(ByteBuffer.allocate(0))), "message 0 of the list has no bytes");
        refuses(() -> kaska.sendAsync("a", ByteBuffer.allocate(0)), "message has no bytes");
        ByteBuffer payload = ByteBuffer.allocate(1);
        Map<String, ByteBuffer> noValue = Collections.singletonMap("name", null);
        refuses(() -> kaska.send("a", payload, null, payload), "headers is null");
        refuses(() -> kaska.send("a", null, null, payload), "headers is null");
        refuses(() -> kaska.send("a", payload, Map.of(), null), "payload is null");
        refuses(() -> kaska.send("a", null, Map.of(), null), "payload is null");
        refuses(() -> kaska.send("a", null, noValue, payload), "the value of the header name is null");
        refuses(() -> kaska.sendAsync("a", null, null, payload), "headers is null");
        refuses(() -> kaska.sendAsync("a", payload, ByteBuffer.allocate(0)), "payload has no bytes");
        refuses(() -> kaska.sendAll("a", null), "messages is null");
        refuses(
                () -> kaska.sendAll("a", Arrays.asList(new OutgoingMessage(payload), null)),
                "message 1 of the list is null");
        refuses(() -> kaska.offsetForTime("a", null), "time is null");
        refuses(() -> kaska.trimTopic("a", -1), "offset is -1");
        refuses(() -> kaska.seek("a", -1), "offset is -1");
        refuses(() -> kaska.commit("me", "a", -2), "offset is -2");
        refuses(() -> kaska.poll(0, Duration.ZERO), "max is 0");
        refuses(() -> kaska.poll(1, Duration.ofNanos(-1)), "wait is PT-0.000000001S");
    }

    @Test
    void refusesMoreHeadersThanAMessageMayHave() {
        Map<String, ByteBuffer> headers = new HashMap<>();
        for (int i = 0; i < 65_536; i++) {
            headers.put("name " + i, ByteBuffer.allocate(0));
        }
        refuses(() -> kaska.send("a", null, headers, ByteBuffer.allocate(1)), "a message has 65536 headers");
    }

    @Test
    void roundsATimeUpToAMillisecondAndNeverOverflows() {
        assertThat(Arguments.millis(Instant.EPOCH)).isZero();
        assertThat(Arguments.millis(Instant.EPOCH.plusNanos(1))).isEqualTo(1);
        assertThat(Arguments.millis(Instant.EPOCH.plusNanos(999_999))).isEqualTo(1);
        assertThat(Arguments.millis(Instant.EPOCH.plusNanos(1_000_000))).isEqualTo(1);
        assertThat(Arguments.millis(Instant.EPOCH.minusNanos(1))).isZero();
        assertThat(Arguments.millis(Instant.EPOCH.minusNanos(1_000_000))).isEqualTo(-1);
        Instant last = Instant.ofEpochMilli(Long.MAX_VALUE);
        assertThat(Arguments.millis(last)).isEqualTo(Long.MAX_VALUE);
        assertThat(Arguments.millis(last.plusNanos(1))).isEqualTo(Long.MAX_VALUE);
        assertThat(Arguments.millis(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(Arguments.millis(Instant.ofEpochMilli(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
        assertThat(Arguments.millis(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void saysWhereToGoOnBehindWhatIsDamaged() {
        kaska.createTopic("a");
        kaska.subscribe(List.of("a"));
        kaska.send("a", List.of(ByteBuffer.allocate(1), ByteBuffer.allocate(1), ByteBuffer.allocate(1)));
        link.damage("a", 0, 2);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(kaska::poll)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("topic \"a\"")
                    .hasMessageContaining("position 0")
                    .hasMessageContaining("seek to 2 to go on");
            assertThat(kaska.position("a")).isZero();
        }
        kaska.seek("a", 2);
        assertThat(kaska.poll()).isPresent();
    }

    @Test
    void damageIsNeverResetAway() {
        try (Kaska latest = Clients.over(link, Kaska.builder().offsetReset(OffsetReset.LATEST))) {
            latest.createTopic("a");
            latest.subscribe(List.of("a"));
            latest.send("a", new byte[1]);
            link.damage("a", 0, 1);
            assertThatThrownBy(latest::poll).isInstanceOf(StorageException.class);
            assertThat(latest.position("a")).isZero();
        }
    }

    @Test
    void refusesWrongNamesEverywhere() {
        for (String name :
                List.of("", "a\0b", "\ud800", "a\udc00b", "\ud800x", "x".repeat(65_535), "é".repeat(32_768))) {
            refuses(() -> kaska.createTopic(name), "the topic name");
            refuses(() -> kaska.subscribe(List.of("fine", name)), "the topic name");
            refuses(() -> kaska.position(name), "the topic name");
            refuses(() -> kaska.seek(name, 0), "the topic name");
            refuses(() -> kaska.commit(name, "a", 0), "the client name");
            refuses(() -> kaska.committed(name, "a"), "the client name");
        }
        for (String name : List.of("x".repeat(65_534), "é".repeat(32_767), "\ud83d\ude00", ".", "/")) {
            kaska.createTopic(name);
            assertThat(kaska.endOffset(name)).isZero();
        }
    }

    @Test
    void sendsNothingForAMessageWithoutBytes() {
        assertThat(kaska.send("nowhere", ByteBuffer.allocate(0))).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(kaska.send("nowhere", new byte[0])).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(kaska.send("nowhere", List.of())).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(link.sends).isZero();
    }

    @Test
    void keepsTheRulesOfSubscribing() {
        List.of(
                        (ThrowingCallable) kaska::unsubscribe,
                        kaska::poll,
                        () -> kaska.poll(1, LONG),
                        () -> kaska.position("a"),
                        () -> kaska.seek("a", 0))
                .forEach(call -> assertThatThrownBy(call).isInstanceOf(NotSubscribedException.class));
        assertThat(kaska.subscribe(List.of("a", "b"))).isZero();
        assertThat(kaska.subscribe(List.of())).isZero();
        kaska.createTopic("a");
        kaska.send("a", new byte[1]);
        assertThat(kaska.subscribe(List.of("b", "a", "a"))).isEqualTo(1);
        assertThat(kaska.position("a")).isEqualTo(1);
        assertThatThrownBy(() -> kaska.position("b")).isInstanceOf(NotSubscribedException.class);
        assertThatThrownBy(() -> kaska.subscribe(List.of())).isInstanceOf(AlreadySubscribedException.class);
        kaska.seek("a", 100);
        assertThat(kaska.poll()).isEmpty();
        assertThat(kaska.position("a")).isEqualTo(100);
        kaska.unsubscribe();
        assertThatThrownBy(kaska::poll).isInstanceOf(NotSubscribedException.class);
    }

    @Test
    void readsAheadAndAsksOnlyWhenItHasTo() {
        kaska.createTopic("a");
        kaska.subscribe(List.of("a"));
        for (int i = 0; i < 10; i++) {
            kaska.send("a", new byte[] {(byte) i});
        }
        for (int i = 0; i < 10; i++) {
            assertThat(kaska.poll().orElseThrow().offset()).isEqualTo(i);
        }
        assertThat(link.fetches).isEqualTo(1);
        assertThat(kaska.poll()).isEmpty();
        assertThat(link.fetches).isEqualTo(2);
        kaska.seek("a", 0);
        assertThat(kaska.poll(100, LONG)).hasSize(10);
        assertThat(link.fetches).isEqualTo(3);
    }

    @Test
    void aLongPollEndsWithAMessageASeekOrTheEndOfTheSubscription() throws Exception {
        kaska.createTopic("a");
        kaska.send("a", new byte[] {1});
        kaska.subscribe(List.of("a"));
        var sent = longPoll();
        kaska.send("a", new byte[] {2});
        assertThat(sent.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        var sought = longPoll();
        kaska.seek("a", 0);
        assertThat(sought.get(30, TimeUnit.SECONDS)).isZero();
        kaska.seek("a", 50);
        var unsubscribed = longPoll();
        kaska.unsubscribe();
        assertThatThrownBy(() -> unsubscribed.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NotSubscribedException.class);
        kaska.subscribe(List.of("a"));
        var closed = longPoll();
        kaska.close();
        assertThatThrownBy(() -> closed.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(KaskaClosedException.class);
    }

    /** Waits at the broker when it returns. */
    private CompletableFuture<Long> longPoll() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        link.onFetch = positions -> asked.countDown();
        var offset = new CompletableFuture<Long>();
        Thread poller = new Thread(() -> {
            try {
                offset.complete(kaska.poll(1, LONG).get(0).offset());
            } catch (RuntimeException e) {
                offset.completeExceptionally(e);
            }
        });
        poller.setDaemon(true);
        poller.start();
        asked.await();
        Awaitility.await()
                .until(() -> poller.getState() == Thread.State.TIMED_WAITING
                        || poller.getState() == Thread.State.TERMINATED);
        return offset;
    }

    @Test
    void aLongPollFindsATopicThatIsMadeAnew() throws Exception {
        kaska.createTopic("a");
        kaska.subscribe(List.of("a"));
        link.deleteTopic("a");
        assertThat(kaska.poll(1, Duration.ofMillis(30))).isEmpty();
        int before = link.fetches;
        assertThat(kaska.poll(1, Duration.ofMillis(250))).isEmpty();
        assertThat(link.fetches - before).isLessThan(10); // it does not ask all the time
        Thread maker = new Thread(() -> {
            link.createTopic("a");
            link.send("a", List.of(new OutgoingMessage(ByteBuffer.allocate(1))));
        });
        maker.start();
        assertThat(kaska.poll(1, LONG)).hasSize(1);
        maker.join();
    }

    @Test
    void twoPollersGetEachMessageOnce() throws Exception {
        int count = 20_000;
        kaska.createTopic("a");
        kaska.createTopic("b");
        kaska.subscribe(List.of("a", "b"));
        Set<String> polled = ConcurrentHashMap.newKeySet();
        List<Thread> pollers = new ArrayList<>();
        List<Throwable> problems = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            int max = 1 + 10 * i;
            Thread poller = new Thread(() -> {
                while (polled.size() < 2 * count) {
                    kaska.poll(max, Duration.ofMillis(20)).forEach(message -> {
                        assertThat(polled.add(message.topic() + message.offset()))
                                .isTrue();
                    });
                }
            });
            poller.setUncaughtExceptionHandler((thread, e) -> problems.add(e));
            poller.start();
            pollers.add(poller);
        }
        for (int i = 0; i < count; i++) {
            link.send("a", List.of(new OutgoingMessage(ByteBuffer.allocate(1))));
            link.send("b", List.of(new OutgoingMessage(ByteBuffer.allocate(1))));
        }
        for (Thread poller : pollers) {
            poller.join();
        }
        assertThat(problems).isEmpty();
        assertThat(polled).hasSize(2 * count);
        assertThat(kaska.position("a")).isEqualTo(count);
    }

    @Test
    void keepsWhatWasTakenWhenAskingForMoreFails() {
        kaska.createTopic("a");
        kaska.createTopic("b");
        kaska.subscribe(List.of("a", "b"));
        kaska.send("a", new byte[1]);
        kaska.send("a", new byte[1]);
        link.mostSections = 1; // so that a second request is needed
        link.onFetch = positions -> {
            if (link.fetches == 1) {
                throw new io.kaska.KaskaConnectionException("gone", true, null);
            }
        };
        assertThat(kaska.poll(10, LONG)).hasSize(1);
        assertThat(kaska.position("a")).isEqualTo(1);
        assertThatThrownBy(kaska::poll).hasMessage("gone");
    }

    private static void refuses(ThrowingCallable call, String expected) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(expected);
    }
}
