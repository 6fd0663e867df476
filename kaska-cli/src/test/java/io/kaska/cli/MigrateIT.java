package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.OutgoingMessage;
import io.kaska.Retention;
import io.kaska.cli.Launcher.Outcome;
import io.kaska.kafka.SharedCluster;
import io.kaska.server.KaskaBroker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics that move between a broker of Kaska and a cluster of Kafka of three nodes, by the real launcher. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MigrateIT {
    private final KaskaBroker broker =
            KaskaBroker.builder().port(0).bind("127.0.0.1").start();
    private final String kaskaUrl = "kaska://127.0.0.1:" + broker.port();
    private final String kafkaUrl = SharedCluster.get().url();
    private final Kaska here = Kaska.connect(kaskaUrl);
    private final Kaska there = Kaska.connect(kafkaUrl);

    /** So that no word of the build or of the cache stands on stderr later. */
    @BeforeAll
    static void makeTheLauncherReady() {
        assertThat(Launcher.run(
                                Map.of(),
                                "",
                                "topic",
                                "--url",
                                SharedCluster.get().url(),
                                "list")
                        .exitCode())
                .isZero();
    }

    @AfterEach
    void leaveNothingBehind() {
        there.topics().forEach(there::deleteTopic);
        there.close();
        here.close();
        broker.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private Launcher start(String from, String to, String... more) {
        List<String> all = new ArrayList<>(List.of("migrate", "--from", from, "--to", to));
        all.addAll(List.of(more));
        return Launcher.start(Map.of(), all.toArray(String[]::new));
    }

    private Outcome move(String from, String to, String... more) {
        try (Launcher launcher = start(from, to, more)) {
            return launcher.finish();
        }
    }

    private static void assertMoved(Outcome outcome) {
        assertThat(outcome.err().lines().filter(line -> !line.contains("does not tell who committed")))
                .isEmpty();
        assertThat(outcome.out()).contains("moved topics");
        assertThat(outcome.exitCode()).isZero();
    }

    /** All that is there of a topic. */
    private static List<Message> all(Kaska kaska, String topic) {
        List<Message> all = new ArrayList<>();
        kaska.subscribe(List.of(topic));
        long next = kaska.earliestOffset(topic);
        kaska.seek(topic, next);
        while (next + all.size() < kaska.endOffset(topic)) {
            all.addAll(kaska.poll(1_000, Duration.ofSeconds(5)));
        }
        kaska.unsubscribe();
        return all;
    }

    /** A message with all that it has, to be compared. */
    private record Whole(
            long offset,
            long millis,
            Object key,
            Map<String, ByteBuffer> headers,
            List<String> names,
            ByteBuffer payload) {
        static Whole of(Message message, boolean time) {
            return new Whole(
                    message.offset(),
                    time ? message.timestamp().toEpochMilli() : 0,
                    message.key(),
                    message.headers(),
                    List.copyOf(message.headers().keySet()),
                    message.payload());
        }
    }

    private static List<Whole> wholes(Kaska kaska, String topic, boolean times) {
        return all(kaska, topic).stream()
                .map(message -> Whole.of(message, times))
                .toList();
    }

    private void fillSource(Kaska kaska) {
        kaska.createTopic("plain");
        for (int i = 0; i < 50; i++) {
            kaska.send("plain", bytes("m" + i));
        }
        kaska.createTopic("käse ☃");
        Map<String, ByteBuffer> headers = new TreeMap<>(Collections.reverseOrder());
        headers.putAll(Map.of("b", bytes("2"), "a", ByteBuffer.allocate(0)));
        kaska.send("käse ☃", bytes("key"), headers, bytes("with all"));
        kaska.send("käse ☃", ByteBuffer.allocate(0), bytes("with an empty key"));
        kaska.send("käse ☃", null, bytes("without a key"));
        kaska.createTopic("trimmed");
        kaska.sendAll("trimmed", Collections.nCopies(12_345, new OutgoingMessage(bytes("old"))));
        kaska.trimTopic("trimmed", 12_345);
        kaska.send("trimmed", bytes("new"));
        kaska.createTopic("empty");
        kaska.setRetention("plain", Retention.ofAge(Duration.ofDays(3650)));
        kaska.commit("alice", "plain", 17);
        kaska.commit("alice", "trimmed", 3);
        kaska.commit("bob", "empty", 0);
    }

    private void assertSame(Kaska source, Kaska target, boolean times) {
        for (String topic : source.topics()) {
            assertThat(target.earliestOffset(topic)).as(topic).isEqualTo(source.earliestOffset(topic));
            assertThat(target.endOffset(topic)).as(topic).isEqualTo(source.endOffset(topic));
            assertThat(wholes(target, topic, times)).as(topic).isEqualTo(wholes(source, topic, times));
            assertThat(target.retention(topic)).as(topic).isEqualTo(source.retention(topic));
        }
        assertThat(target.committed("alice", "plain")).isEqualTo(17);
        assertThat(target.committed("alice", "trimmed")).isEqualTo(3);
        assertThat(target.committed("bob", "empty")).isZero();
    }

    @Test
    void everythingIsTheSameAtTheClusterAndBackAgain() {
        fillSource(here);
        assertMoved(move(kaskaUrl, kafkaUrl, "--once"));
        assertThat(there.topics()).containsExactlyElementsOf(here.topics());
        assertSame(here, there, true);
        assertMoved(move(kaskaUrl, kafkaUrl, "--once", "--client", "alice")); // nothing is left to be done
        assertSame(here, there, true);
        there.send("plain", bytes("written there"));
        assertThat(all(there, "plain").getLast().timestamp())
                .as("by the clock of the cluster again")
                .isAfter(Instant.now().minusSeconds(60));
        try (KaskaBroker other = KaskaBroker.builder().port(0).bind("127.0.0.1").start();
                Kaska back = Kaska.connect("localhost", other.port())) {
            String otherUrl = "kaska://localhost:" + other.port();
            assertMoved(move(kafkaUrl, otherUrl, "--once"));
            assertThat(back.topics()).containsExactlyElementsOf(there.topics());
            assertSame(there, back, true);
        }
    }

    @Test
    void aMoveThatIsKilledGoesOnWhereItWas() {
        here.createTopic("large");
        int count = Boolean.getBoolean("kaska.long") ? 1_000_000 : 100_000;
        for (int sent = 0; sent < count; sent += 1_000) {
            List<ByteBuffer> some = new ArrayList<>();
            for (int i = sent; i < sent + 1_000; i++) {
                some.add(bytes("message " + i));
            }
            here.send("large", some);
        }
        try (Launcher killed = start(kaskaUrl, kafkaUrl, "--once")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> there.topics().contains("large") && there.endOffset("large") > count / 20);
            killed.kill();
            killed.finish();
        }
        long had = there.endOffset("large");
        assertThat(had).isLessThan(count);
        Outcome outcome = move(kaskaUrl, kafkaUrl, "--once");
        assertMoved(outcome);
        assertThat(outcome.out())
                .as("not from the beginning")
                .doesNotContain("offsets 0 to " + (count - 1) + "\n")
                .contains("verified large messages " + count);
        assertThat(wholes(there, "large", true)).isEqualTo(wholes(here, "large", true));
    }

    /** Sends until told to stop, and says what was acknowledged. */
    private static FutureTask<List<String>> publisher(String url, String topic, AtomicBoolean stopped) {
        var task = new FutureTask<List<String>>(() -> {
            List<String> acknowledged = new ArrayList<>();
            try (Kaska kaska = Kaska.connect(url)) {
                while (!stopped.get()) {
                    String text = topic + acknowledged.size();
                    assertThat(kaska.send(topic, bytes(text))).isEqualTo(acknowledged.size());
                    acknowledged.add(text);
                    Thread.sleep(0, 200_000);
                }
            }
            return acknowledged;
        });
        Thread.ofPlatform().start(task);
        return task;
    }

    private void assertSwitchesOver(String from, String to, Kaska source, Kaska target, String... more)
            throws Exception {
        var stopped = new AtomicBoolean();
        source.createTopic("t1");
        List<FutureTask<List<String>>> publishers = new ArrayList<>(List.of(publisher(from, "t1", stopped)));
        try (Launcher following = start(from, to, more)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> following.readLine().startsWith("following"));
            source.createTopic("t2"); // one that comes meanwhile
            publishers.add(publisher(from, "t2", stopped));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> target.topics().contains("t2") && target.endOffset("t2") > 500);
            assertThat(target.endOffset("t1")).isGreaterThan(500);
            source.commit("late", "t2", 7);
            stopped.set(true);
            List<List<String>> acknowledged = new ArrayList<>();
            for (FutureTask<List<String>> publisher : publishers) {
                acknowledged.add(publisher.get(30, TimeUnit.SECONDS));
            }
            following.terminate();
            assertMoved(following.finish());
            for (int i = 0; i < publishers.size(); i++) {
                assertThat(all(target, "t" + (i + 1)))
                        .extracting(message ->
                                StandardCharsets.UTF_8.decode(message.payload()).toString())
                        .isEqualTo(acknowledged.get(i));
            }
            assertThat(target.committed("late", "t2")).isEqualTo(7);
        }
    }

    @Test
    void aSwitchOverToTheClusterLosesNothing() throws Exception {
        assertSwitchesOver(kaskaUrl, kafkaUrl, here, there);
    }

    @Test
    void aSwitchOverFromTheClusterLosesNothing() throws Exception {
        assertSwitchesOver(kafkaUrl, kaskaUrl, there, here);
    }

    @Test
    void anotherTopicOfThatNameIsRefused() {
        here.createTopic("other");
        here.send("other", bytes("m0"));
        here.send("other", bytes("m1"));
        there.createTopic("other");
        there.send("other", bytes("foreign"));
        Outcome outcome = move(kaskaUrl, kafkaUrl, "--once");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("topic other", "another topic");
        assertThat(there.endOffset("other")).as("nothing was added").isEqualTo(1);
    }

    @Test
    void aHoleInTheOffsetsIsRefusedByNameAndOffset() throws Exception {
        there.createTopic("transacted");
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SharedCluster.get().addresses(), "transactional.id", "moved");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transacted", "m0")).get();
            producer.commitTransaction();
            Outcome atTheEnd = move(kafkaUrl, kaskaUrl, "--once");
            assertThat(atTheEnd.exitCode()).isEqualTo(1);
            assertThat(atTheEnd.err()).contains("topic transacted", "no message at offset 1");
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transacted", "m2")).get();
            producer.commitTransaction();
            Outcome inTheMiddle = move(kafkaUrl, kaskaUrl, "--once");
            assertThat(inTheMiddle.exitCode()).isEqualTo(1);
            assertThat(inTheMiddle.err()).contains("topic transacted", "no message at offset 1");
            assertThat(here.endOffset("transacted")).isEqualTo(1);
        }
    }

    private static void sendOld(String topic, long millis, String key, String value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SharedCluster.get().addresses());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, millis, key, value)).get();
        }
    }

    @Test
    void payloadsOfNoBytesAreMovedAndTimesThatGoBackOnlyIfThatIsAllowed() throws Exception {
        String withTimes = kafkaUrl + "?topic.message.timestamp.type=CreateTime&topic.retention.ms=-1";
        try (Kaska maker = Kaska.connect(withTimes)) {
            maker.createTopic("old");
        }
        sendOld("old", 1_000, "k", "");
        sendOld("old", 3_000, "k", "later");
        assertMoved(move(kafkaUrl, kaskaUrl, "--once"));
        assertThat(here.messageLength("old", 0)).isZero();
        assertThat(wholes(here, "old", true))
                .isEqualTo(wholes(there, "old", true))
                .hasSize(2);
        sendOld("old", 2_000, "k", "from before");
        Outcome refused = move(kafkaUrl, kaskaUrl, "--once");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("topic \"old\"", "offset 2", "never go back");
        assertThat(here.endOffset("old")).isEqualTo(2);
        assertMoved(move(kafkaUrl, kaskaUrl, "--once", "--new-times"));
        assertThat(wholes(here, "old", false))
                .isEqualTo(wholes(there, "old", false))
                .hasSize(3);
    }

    @Test
    void timesAreThoseOfTheNodesAfterwards() throws Exception {
        here.createTopic("timed");
        here.send("timed", bytes("m"));
        assertMoved(move(kaskaUrl, kafkaUrl, "--once"));
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, "timed");
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedCluster.get().addresses()))) {
            assertThat(admin.describeConfigs(List.of(topic)).all().get().get(topic))
                    .satisfies(config -> assertThat(
                                    config.get("message.timestamp.type").value())
                            .isEqualTo("LogAppendTime"));
        }
    }
}
