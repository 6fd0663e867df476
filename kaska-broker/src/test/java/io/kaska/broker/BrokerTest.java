package io.kaska.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.broker.RefusedException.Reason;
import io.kaska.log.Block;
import io.kaska.log.MessageStore;
import io.kaska.log.Reservation;
import io.kaska.log.Retention;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BrokerTest {
    private final MessageStore store = new MessageStore(1L << 30, 1L << 20, InstantSource.system());
    private final Broker broker =
            new Broker(store, Retention.ALL, CommittedOffsets.inMemory(), new BrokerLimits(1_000, 100));

    @AfterEach
    void givesAllMemoryBack() {
        broker.close();
        assertThat(store.pool().reserved()).isZero();
        assertThat(store.unfinished()).isZero();
    }

    private static ByteBuffer utf8(String name) {
        return ByteBuffer.wrap(name.getBytes(UTF_8));
    }

    private Topic create(String name) throws RefusedException {
        ByteBuffer utf8 = utf8(name);
        int size = utf8.remaining();
        Block block = broker.takeNameBlock(size);
        block.buffer(0, size).put(utf8);
        try {
            return broker.createTopic(block, size);
        } catch (RefusedException e) {
            broker.giveBackNameBlock(block, size);
            throw e;
        }
    }

    private static long append(Topic topic, int size) throws RefusedException {
        Reservation room = topic.reserveMessage(size, false);
        topic.window(room).put(new byte[size]);
        return topic.publish(room);
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void refusesASecondTopicOfANameAndSaysTheId() throws Exception {
        Topic topic = create("t");
        assertThatThrownBy(() -> create("t")).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.TOPIC_EXISTS);
            assertThat(e.value()).isEqualTo(topic.id());
        });
        assertThat(broker.topicCount()).isEqualTo(1);
    }

    @Test
    void aDeletedTopicIsUnknownInEveryWay() throws Exception {
        Topic topic = create("t");
        append(topic, 10);
        broker.commit(utf8("client"), topic, 1);
        broker.deleteTopic(topic.id());

        assertThat(broker.topicCount()).isZero();
        assertRefused(Reason.UNKNOWN_TOPIC, () -> broker.topic(topic.id()));
        assertRefused(Reason.UNKNOWN_TOPIC, () -> broker.topic(utf8("t")));
        assertRefused(Reason.UNKNOWN_TOPIC, () -> broker.deleteTopic(topic.id()));
        assertRefused(Reason.UNKNOWN_TOPIC, topic::endOffset);
        assertRefused(Reason.UNKNOWN_TOPIC, () -> append(topic, 1));
        assertRefused(Reason.UNKNOWN_TOPIC, () -> broker.commit(utf8("client"), topic, 2));
        assertThat(topic.nameOrNull()).isNull();
    }

    @Test
    void deletingATopicForgetsItsCommittedOffsets() throws Exception {
        Topic topic = create("t");
        broker.commit(utf8("client"), topic, 7);
        assertThat(broker.committed(utf8("client"), topic)).isEqualTo(7);
        broker.deleteTopic(topic.id());
        Topic anew = create("t");
        assertThat(anew.id()).isNotEqualTo(topic.id());
        assertRefused(Reason.NO_COMMITTED_OFFSET, () -> broker.committed(utf8("client"), anew));
    }

    @Test
    void refusesALargerMessageThanItTakes() throws Exception {
        broker.checkMessageSize(1_000);
        assertRefused(Reason.MESSAGE_TOO_LARGE, () -> broker.checkMessageSize(1_001));
    }

    @Test
    void aWaitEndsWithTheFirstMessageOfAnyTopic() throws Exception {
        Topic one = create("one");
        Topic two = create("two");
        Waiter waiter = new Waiter().begin(List.of(one, two), 0, 0);
        assertThat(waiter.ends).hasValue(0);
        append(two, 1);
        append(one, 1);
        waiter.wait.end();
        assertThat(waiter.ends).hasValue(1);
    }

    @Test
    void aWaitEndsWhenATopicIsDeleted() throws Exception {
        Topic topic = create("t");
        Waiter waiter = new Waiter().begin(List.of(topic), 5);
        append(topic, 1);
        assertThat(waiter.ends).hasValue(0);
        broker.deleteTopic(topic.id());
        assertThat(waiter.ends).hasValue(1);
    }

    @Test
    void aWaitForWhatIsThereIsOver() throws Exception {
        Topic topic = create("t");
        append(topic, 1);
        assertThat(new Waiter().begin(List.of(topic), 0).ends).hasValue(1);
    }

    @Test
    void aWaitEndedBeforeItBeginsIsOverWhenItBegins() throws Exception {
        Waiter waiter = new Waiter();
        waiter.wait.end();
        assertThat(waiter.ends).hasValue(0);
        assertThat(waiter.begin(List.of(create("t")), 0).ends).hasValue(1);
    }

    @Test
    void aTopicThatIsNamedManyTimesIsWaitedForOnce() throws Exception {
        Topic topic = create("t");
        Waiter waiter = new Waiter().begin(List.of(topic, topic, topic), 7, 2, 9);
        assertThat(topic.waitCount()).isEqualTo(1);
        append(topic, 1);
        append(topic, 1);
        assertThat(waiter.ends).hasValue(0);
        append(topic, 1);
        assertThat(waiter.ends).hasValue(1);
        waiter.wait.forget();
        assertThat(topic.waitCount()).isZero();
    }

    /** A message comes while the wait is still looking at the topics behind its own. */
    @Test
    @Timeout(30)
    void noEndIsLostWhileAWaitBegins() throws Exception {
        List<Topic> topics = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            topics.add(create("t" + i));
        }
        Topic first = topics.get(0);
        AtomicLong begun = new AtomicLong(-1);
        Thread publisher = Thread.ofPlatform().start(() -> publishBehind(begun, first));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        for (int round = 0; System.nanoTime() < deadline; round++) {
            Waiter waiter = new Waiter();
            begun.set(round);
            long[] offsets = new long[topics.size()];
            offsets[0] = round;
            waiter.begin(topics, offsets);
            while (waiter.ends.get() == 0) {
                Thread.onSpinWait();
            }
            waiter.wait.forget();
            assertThat(first.endOffset()).as("a wait that is over").isEqualTo(round + 1);
            assertThat(waiter.ends).hasValue(1);
        }
        begun.set(Long.MAX_VALUE);
        publisher.join();
    }

    /** Publishes one message for each round that has begun, at a moment near its beginning. */
    private static void publishBehind(AtomicLong begun, Topic topic) {
        Random random = new Random(1);
        try {
            for (long round = 0; begun.get() < Long.MAX_VALUE; round++) {
                while (begun.get() < round) {
                    Thread.onSpinWait();
                }
                for (long until = System.nanoTime() + random.nextInt(1_500); System.nanoTime() < until; ) {
                    Thread.onSpinWait();
                }
                if (begun.get() == round) {
                    append(topic, 1);
                }
            }
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    /** Counts how often its wait ends. */
    private static final class Waiter {
        final AtomicInteger ends = new AtomicInteger();
        final FetchWait wait = new FetchWait(ends::getAndIncrement);

        Waiter begin(List<Topic> topics, long... offsets) {
            wait.begin(topics, offsets);
            return this;
        }
    }
}
