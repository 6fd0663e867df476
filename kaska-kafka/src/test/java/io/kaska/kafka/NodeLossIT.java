package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that go and come back while producers and consumers work. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeLossIT {
    private static KafkaCluster cluster = KafkaCluster.formatted(3);

    @BeforeAll
    static void start() {
        cluster.startAll();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static int leader(Admin admin, String topic) throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .values()
                .iterator()
                .next()
                .get()
                .partitions()
                .get(0)
                .leader()
                .id();
    }

    /** Reads a topic in order until told to stop, and then to its end. */
    private static final class Subscriber implements AutoCloseable {
        private final Kaska kaska = Kaska.connect(cluster.url());
        private final String topic;
        private final List<String> seen = new ArrayList<>();
        private final FutureTask<List<String>> task = new FutureTask<>(this::read);
        private final CountDownLatch over = new CountDownLatch(1);

        Subscriber(String topic) {
            this.topic = topic;
            kaska.subscribe(List.of(topic));
            kaska.seek(topic, 0);
            Thread.ofPlatform().start(task);
        }

        private List<String> read() {
            while (over.getCount() > 0 || seen.size() < kaska.endOffset(topic)) {
                for (Message message : kaska.poll(50, Duration.ofMillis(200))) {
                    assertThat(message.offset()).as("next").isEqualTo(seen.size());
                    seen.add(StandardCharsets.UTF_8.decode(message.payload()).toString());
                }
            }
            return seen;
        }

        List<String> all() throws Exception {
            over.countDown();
            return task.get(60, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            kaska.close();
        }
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingIsDoubledOrOutOfOrder() throws Exception {
        String topic = "loss";
        try (Kaska kaska = Kaska.connect(cluster.url());
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.addresses()))) {
            kaska.createTopic(topic);
            List<Publisher> publishers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                publishers.add(new Publisher(kaska, topic, "p" + i, i % 2 == 0));
            }
            try (Subscriber subscriber = new Subscriber(topic)) {
                for (int round = 0; round < LongForm.choose(1, 6); round++) {
                    awaitMore(publishers);
                    int node = leader(admin, topic);
                    cluster.stopNode(node);
                    awaitMore(publishers); // of another node
                    cluster.startNode(node);
                }
                for (Publisher publisher : publishers) {
                    publisher.stop();
                }
                check(publishers, subscriber.all());
            }
        }
    }

    private static void awaitMore(List<Publisher> publishers) {
        long before = count(publishers);
        await().atMost(Duration.ofSeconds(60)).until(() -> count(publishers) > before + 1_000);
    }

    private static long count(List<Publisher> publishers) {
        return publishers.stream()
                .mapToLong(publisher -> publisher.acknowledged().size())
                .sum();
    }

    private static void check(List<Publisher> publishers, List<String> log) {
        Map<Long, String> acknowledged = new HashMap<>();
        int unknown = 0;
        for (Publisher publisher : publishers) {
            acknowledged.putAll(publisher.acknowledged());
            unknown += publisher.unknown();
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
        acknowledged.forEach((offset, text) ->
                assertThat(log.get(Math.toIntExact(offset))).as("at %d", offset).isEqualTo(text));
        assertThat(log).doesNotHaveDuplicates().hasSizeBetween(acknowledged.size(), acknowledged.size() + unknown);
        Map<String, Integer> last = new HashMap<>();
        for (String text : log) {
            String[] words = text.split(" ", -1);
            Integer before = last.put(words[0], Integer.valueOf(words[1]));
            assertThat(before == null ? -1 : before).as("before %s", text).isLessThan(Integer.parseInt(words[1]));
        }
    }

    @Test
    void aChangeOfTheLeaderInTheMiddleOfAPollIsNotNoticed() throws Exception {
        String topic = "led";
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Kaska kaska = Kaska.connect(cluster.url());
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.addresses()))) {
            kaska.createTopic(topic);
            kaska.subscribe(List.of(topic));
            for (int round = 0; round < 4; round++) {
                FutureTask<List<Message>> poll = new FutureTask<>(() -> kaska.poll(10, Duration.ofSeconds(60)));
                Thread.ofPlatform().start(poll);
                Thread.sleep(300);
                int next = (leader(admin, topic) + 1) % 3;
                List<Integer> order = List.of(next, (next + 1) % 3, (next + 2) % 3);
                admin.alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(order))))
                        .all()
                        .get();
                admin.electLeaders(ElectionType.PREFERRED, Set.of(partition))
                        .all()
                        .get();
                assertThat(kaska.send(topic, Publisher.buffer("m" + round))).isEqualTo(round);
                List<Message> polled = poll.get(60, TimeUnit.SECONDS);
                assertThat(polled).extracting(Message::offset).containsExactly((long) round);
                assertThat(leader(admin, topic)).isEqualTo(next);
            }
        }
    }

    @Test
    void aClusterThatIsAwayIsAnErrorUntilItComesBack() throws Exception {
        try (Kaska early = Kaska.builder()
                        .url(cluster.url())
                        .connectTimeout(Duration.ofSeconds(1))
                        .requestTimeout(Duration.ofSeconds(3))
                        .build();
                Kaska late = Kaska.builder()
                        .url(cluster.url())
                        .connectTimeout(Duration.ofSeconds(1))
                        .build()) {
            early.createTopic("away");
            early.subscribe(List.of("away"));
            early.send("away", Publisher.buffer("m0"));
            cluster.stopAll();
            assertFails(() -> late.topicCount());
            assertFails(() -> late.send("away", Publisher.buffer("never sent")));
            assertThat(late.sendAsync("away", Publisher.buffer("never sent")))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(KaskaConnectionException.class);
            assertFails(() -> early.endOffset("away"));
            assertThat(early.position("away")).isZero();
            cluster.startAll();
            assertThat(late.send("away", Publisher.buffer("m1"))).isEqualTo(1);
            assertThat(early.poll(2, Duration.ofSeconds(30)))
                    .as("the subscription survived")
                    .extracting(Message::offset)
                    .containsExactly(0L, 1L);
        }
    }

    private static void assertFails(Runnable operation) {
        try {
            operation.run();
        } catch (KaskaConnectionException e) {
            assertThat(e.outcomeUnknown()).isFalse();
            return;
        }
        throw new AssertionError("a cluster that is away answered");
    }
}
