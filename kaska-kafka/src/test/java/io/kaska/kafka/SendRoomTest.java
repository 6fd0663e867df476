package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kaska.KaskaClosedException;
import io.kaska.OffsetReset;
import io.kaska.SendMemoryExhaustedException;
import io.kaska.spi.ClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SendRoomTest {
    private static final int AROUND = 1_000;
    private static final int LIMIT = 640_000;

    @Test
    void whatIsKeptAroundAMessageCounts() {
        SendRoom room = room(true);
        room.take(LIMIT - AROUND);
        assertThatThrownBy(() -> room.take(1))
                .isInstanceOf(SendMemoryExhaustedException.class)
                .hasMessage("640000 bytes wait to be sent: 1001 more pass the limit of 640000");
        room.giveBack(LIMIT - AROUND);
        assertThatCode(() -> room.take(1)).doesNotThrowAnyException();
    }

    @Test
    void aMessageLargerThanAllRoomHasSomeOnceNothingElseIsOnItsWay() {
        SendRoom room = room(true);
        room.take(1);
        assertThatThrownBy(() -> room.take(3 * LIMIT)).isInstanceOf(SendMemoryExhaustedException.class);
        room.giveBack(1);
        assertThatCode(() -> room.take(3 * LIMIT)).doesNotThrowAnyException();
    }

    @Test
    void whoWaitsGoesOnWhenASixtyFourthIsFree() {
        SendRoom room = room(false);
        int part = LIMIT / 64 - AROUND;
        for (int i = 0; i < 63; i++) {
            room.take(part);
        }
        room.take(part / 2);
        room.take(part - part / 2 - AROUND);
        Thread waiter = Thread.ofPlatform().daemon().start(() -> room.take(0));
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        room.giveBack(part / 2);
        assertThat(waiter.getState()).isEqualTo(Thread.State.WAITING);
        room.giveBack(part - part / 2 - AROUND);
        await().until(() -> !waiter.isAlive());
    }

    @Test
    void everyoneWhoWaitsGoesOn() {
        SendRoom room = room(false);
        room.take(LIMIT - AROUND);
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(Thread.ofPlatform().daemon().start(() -> {
                room.take(LIMIT - AROUND); // room for one at a time
                room.giveBack(LIMIT - AROUND);
            }));
        }
        room.giveBack(LIMIT - AROUND);
        await().until(() -> waiters.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void whoWaitsFailsWhenItIsClosed() {
        SendRoom room = room(false);
        room.take(LIMIT);
        CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> room.take(1));
        room.close();
        assertThatThrownBy(waiter::join).hasCauseInstanceOf(KaskaClosedException.class);
    }

    @Test
    void manyNeverTakeMoreThanThereIs() {
        SendRoom room = room(false);
        AtomicLong used = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<CompletableFuture<Void>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            takers.add(CompletableFuture.runAsync(
                    () -> {
                        for (int turn = 0; turn < 20_000; turn++) {
                            int size = ThreadLocalRandom.current().nextInt(LIMIT / 3);
                            room.take(size);
                            most.accumulateAndGet(used.addAndGet(size + AROUND), Math::max);
                            used.addAndGet(-(size + AROUND));
                            room.giveBack(size);
                        }
                    },
                    task -> Thread.ofPlatform().daemon().start(task)));
        }
        takers.forEach(CompletableFuture::join);
        assertThat(most.get()).isLessThanOrEqualTo(LIMIT);
        room.take(3 * LIMIT); // there is room for such a one if all else was given back, and else it waits for ever
    }

    private static SendRoom room(boolean fail) {
        return new SendRoom(new ClientOptions(Duration.ofSeconds(1), LIMIT, fail, 1 << 20, 1_000, OffsetReset.FAIL));
    }
}
