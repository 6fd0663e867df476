package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.MessageTooLargeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of Kafka itself make, and what is made of it here. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherClientsIT {
    private final Kaska kaska = Kaska.connect(SharedCluster.get().url());
    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", SharedCluster.get().addresses()));
    private final List<String> made = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() throws Exception {
        kaska.close();
        for (String topic : made) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
        admin.close();
    }

    private String foreign(String topic, int partitions, Map<String, String> configs) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 3).configs(configs)))
                .all()
                .get();
        made.add(topic);
        while (!kaska.topics().contains(topic)) {
            Thread.sleep(5);
        }
        return topic;
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("bootstrap.servers", SharedCluster.get().addresses());
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Test
    void aTopicOfSeveralPartitionsIsListedAndRefused() throws Exception {
        String topic = foreign("parted", 2, Map.of());
        assertThat(kaska.topics()).contains(topic);
        List<Runnable> operations = List.of(
                () -> kaska.send(topic, Publisher.buffer("m")),
                () -> kaska.endOffset(topic),
                () -> kaska.subscribe(List.of(topic)),
                () -> kaska.commit("who", topic, 1));
        for (Runnable operation : operations) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(operation::run)
                    .withMessageContaining("2 partitions");
        }
    }

    @Test
    void recordsWithoutAValueAndHeadersThatAreNoneHereCanBeRead() throws Exception {
        String topic = foreign("odd", 1, Map.of("retention.ms", "-1"));
        kaska.subscribe(List.of(topic));
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            ProducerRecord<String, String> record = new ProducerRecord<>(topic, 0, 1_000L, "key", null, List.of());
            record.headers().add("twice", new byte[] {1}).add("twice", new byte[] {2});
            record.headers().add("", new byte[] {3}).add("null", null);
            producer.send(record).get();
            producer.send(new ProducerRecord<>(topic, 0, 2_000L, null, "")).get();
            producer.send(new ProducerRecord<>(topic, 0, 1_500L, null, "plain")).get();
        }
        List<Message> messages = kaska.poll(10, Duration.ofSeconds(10));
        while (messages.size() < 3) {
            messages = new ArrayList<>(messages);
            messages.addAll(kaska.poll(10, Duration.ofSeconds(10)));
        }
        assertThat(messages).extracting(message -> text(message.payload())).containsExactly("", "", "plain");
        assertThat(messages.get(0).key())
                .hasValueSatisfying(key -> assertThat(text(key)).isEqualTo("key"));
        assertThat(messages.get(0).headers()).containsOnlyKeys("twice", "null");
        assertThat(messages.get(0).headers().get("twice")).isEqualTo(ByteBuffer.wrap(new byte[] {2}));
        assertThat(messages)
                .extracting(Message::timestamp)
                .containsExactly(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(2_000), Instant.ofEpochMilli(1_500));
        assertThat(kaska.messageLength(topic, 0)).isZero();
        assertThat(kaska.messageLength(topic, 2)).isEqualTo(5);
    }

    @Test
    void whatATransactionLeavesIsPassedOver() throws Exception {
        String topic = foreign("transacted", 1, Map.of());
        kaska.subscribe(List.of(topic));
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "t"))) {
            producer.initTransactions();
            for (String fate : List.of("kept", "aborted", "kept too")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, fate)).get();
                if (fate.equals("aborted")) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        List<String> seen = new ArrayList<>();
        while (seen.size() < 2) {
            kaska.poll(10, Duration.ofSeconds(10)).forEach(message -> seen.add(text(message.payload())));
        }
        assertThat(seen).containsExactly("kept", "kept too");
        assertThat(kaska.position(topic)).isEqualTo(5);
        assertThat(kaska.poll()).as("behind it is a marker alone").isEmpty();
        assertThat(kaska.messageLength(topic, 1)).as("of a marker").isZero();
        assertThat(kaska.send(topic, Publisher.buffer("next"))).isEqualTo(6);
        assertThat(kaska.poll().map(Message::offset)).contains(6L);
    }

    @Test
    void aBatchThatTheTopicRefusesIsRefusedWhole() throws Exception {
        String topic = foreign("narrow", 1, Map.of("max.message.bytes", "2000"));
        List<ByteBuffer> list = List.of(ByteBuffer.allocate(900), ByteBuffer.allocate(900), ByteBuffer.allocate(900));
        assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> kaska.send(topic, list));
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> kaska.send(topic, ByteBuffer.allocate(3_000)));
        assertThat(kaska.endOffset(topic)).isZero();
        assertThat(kaska.send(topic, list.subList(0, 1))).isZero();
    }

    @Test
    void offsetsAreThoseOfTheConsumerGroup() throws Exception {
        String topic = foreign("grouped", 1, Map.of());
        TopicPartition partition = new TopicPartition(topic, 0);
        kaska.commit("app", topic, 7);
        assertThat(admin.listConsumerGroupOffsets("app")
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(partition))
                .isNotNull()
                .satisfies(kept -> assertThat(kept.offset()).isEqualTo(7));
        admin.alterConsumerGroupOffsets("app", Map.of(partition, new OffsetAndMetadata(9)))
                .all()
                .get();
        assertThat(kaska.committed("app", topic)).isEqualTo(9);
    }

    /** A wait at offset 22 left a question behind, whose answer, of the old topic, fits in the new one. */
    @Test
    void aTopicMadeAgainGivesNothingOfTheOneBefore() {
        String topic = "made-again";
        try (Kaska other = Kaska.connect(SharedCluster.get().url())) {
            other.createTopic(topic);
            sendNumbered(other, topic, "old", 22);
            kaska.subscribe(List.of(topic));
            assertThat(kaska.poll(1, Duration.ofMillis(300))).isEmpty();
            other.send(topic, Publisher.buffer("old22"));
            other.deleteTopic(topic);
            other.createTopic(topic);
            sendNumbered(other, topic, "new", 22);
            kaska.seek(topic, 5);
            for (int i = 5; i < 22; i++) {
                assertThat(text(kaska.poll(1, Duration.ofSeconds(10)).get(0).payload()))
                        .isEqualTo("new" + i);
            }
            assertThat(kaska.poll(1, Duration.ofMillis(300))).isEmpty();
            other.send(topic, Publisher.buffer("new22"));
            assertThat(text(kaska.poll(1, Duration.ofSeconds(10)).get(0).payload()))
                    .isEqualTo("new22");
            other.deleteTopic(topic);
        }
    }

    private static void sendNumbered(Kaska kaska, String topic, String word, int count) {
        kaska.send(
                topic,
                IntStream.range(0, count)
                        .mapToObj(i -> Publisher.buffer(word + i))
                        .toList());
    }

    @Test
    void topicsWhoseNamesDifferInDotsAndUnderscoresOnlyAreTwo() {
        List<String> names = List.of("alike.name", "alike_name");
        for (String name : names) {
            kaska.createTopic(name);
        }
        assertThat(kaska.topics()).containsAll(names);
        assertThat(kaska.send("alike_name", Publisher.buffer("m"))).isZero();
        assertThat(kaska.endOffset("alike.name")).isZero();
        assertThat(kaska.offsetForTime("alike_name", Instant.EPOCH)).isEqualTo(OptionalLong.of(0));
        names.forEach(kaska::deleteTopic);
        assertThat(kaska.topics()).doesNotContainAnyElementsOf(names);
    }
}
