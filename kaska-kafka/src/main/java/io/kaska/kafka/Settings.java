package io.kaska.kafka;

import io.kaska.spi.ClientOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * The properties of each of the clients of Kafka that make up one of Kaska's. What the URL gives stands over our
 * defaults, but never over what the contract needs. Immutable.
 */
record Settings(KafkaUrl url, Duration connectTimeout, ClientOptions limits) {
    /** What a message or a batch takes in Kafka beside what Kaska counts. */
    private static final int AROUND_MESSAGES = 1 << 20;

    /** A list up to this size needs no large buffer. */
    static final int SMALL_LIST = 1 << 20;

    private static final int LEAST_LIST_TIMEOUT = 10_000;

    /** Kafka gives up a node that does not answer, and asks another, well before a caller gives up. */
    private static final int LONGEST_REQUEST = 10_000;

    /** Each record is looked at three times until it is handed out: of so many it is still in the processor's cache. */
    private static final int RECORDS_AT_ONCE = 1_000;

    int requestMillis() {
        return (int) Math.min(limits.requestTimeout().toMillis(), Integer.MAX_VALUE / 4);
    }

    int connectMillis() {
        return (int) Math.max(1, Math.min(connectTimeout.toMillis(), Integer.MAX_VALUE / 4));
    }

    /** The largest batch and the largest request of a topic that is made here, in bytes. */
    int maxBatch() {
        return url.maxMessage() + AROUND_MESSAGES;
    }

    /** Which messages are there for readers; the end of a topic is that of these. */
    IsolationLevel isolation() {
        return "read_uncommitted".equals(url.properties().get("isolation.level"))
                ? IsolationLevel.READ_UNCOMMITTED
                : IsolationLevel.READ_COMMITTED;
    }

    Map<String, Object> admin() {
        Map<String, Object> all = common(AdminClientConfig.configNames());
        all.put("default.api.timeout.ms", requestMillis());
        all.put("request.timeout.ms", Math.min(requestMillis(), LONGEST_REQUEST));
        return all;
    }

    /** For single messages, those of many callers together. */
    Map<String, Object> producer() {
        Map<String, Object> all = anyProducer();
        all.putIfAbsent("linger.ms", 0);
        all.putIfAbsent("batch.size", 256 << 10);
        all.put("request.timeout.ms", Math.min(requestMillis(), LONGEST_REQUEST));
        return deliverable(all, requestMillis());
    }

    /**
     * For lists, each of which has to be one batch: what is given to this producer goes out when it is flushed, and never
     * before. Who waits for it may give up sooner.
     */
    Map<String, Object> listProducer(int batchSize) {
        int total = Math.max(LEAST_LIST_TIMEOUT, requestMillis());
        Map<String, Object> all = anyProducer();
        all.put("batch.size", batchSize);
        all.put("linger.ms", total / 2);
        all.put("request.timeout.ms", Math.min(total / 2, LONGEST_REQUEST));
        return deliverable(all, total);
    }

    private static Map<String, Object> deliverable(Map<String, Object> all, int millis) {
        long least = Long.parseLong(String.valueOf(all.get("linger.ms")))
                + Long.parseLong(String.valueOf(all.get("request.timeout.ms")));
        all.put("delivery.timeout.ms", (int) Math.max(millis, least));
        all.put("max.block.ms", millis);
        return all;
    }

    private Map<String, Object> anyProducer() {
        Map<String, Object> all = common(ProducerConfig.configNames());
        all.put("acks", "all");
        all.put("enable.idempotence", true);
        all.put("key.serializer", ByteArraySerializer.class);
        all.put("value.serializer", ByteArraySerializer.class);
        all.put("max.request.size", maxBatch());
        // Never what anybody waits for: the bound of sendAsync is counted by ourselves.
        all.put("buffer.memory", limits.sendMemory() + 4L * maxBatch());
        return all;
    }

    /** Reads what is known to be there: it never waits at a node, so that the next question need not wait either. */
    Map<String, Object> reader() {
        Map<String, Object> all = anyConsumer();
        int most = (int) Math.max(64 << 10, Math.min(limits.readAheadSize(), 64 << 20));
        all.putIfAbsent("max.partition.fetch.bytes", most);
        all.putIfAbsent("fetch.max.bytes", Math.max(most, 4 << 20));
        all.put("max.poll.records", RECORDS_AT_ONCE);
        all.put("fetch.max.wait.ms", 0);
        return all;
    }

    /** Waits for the first message of any topic. */
    Map<String, Object> waiter() {
        Map<String, Object> all = anyConsumer();
        all.putIfAbsent("max.partition.fetch.bytes", 64 << 10);
        all.put("max.poll.records", 20_000);
        return all;
    }

    /** Reads one message, for its length: as little as a node gives. */
    Map<String, Object> looker() {
        Map<String, Object> all = anyConsumer();
        all.put("max.partition.fetch.bytes", 1);
        all.put("max.poll.records", 1);
        all.put("fetch.max.wait.ms", 0);
        return all;
    }

    private Map<String, Object> anyConsumer() {
        Map<String, Object> all = common(ConsumerConfig.configNames());
        all.put("group.protocol", "classic");
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "none");
        all.put("allow.auto.create.topics", false);
        all.put("key.deserializer", ByteBufferDeserializer.class);
        all.put("value.deserializer", ByteBufferDeserializer.class);
        all.putIfAbsent("isolation.level", "read_committed");
        all.putIfAbsent("receive.buffer.bytes", 1 << 20);
        all.put("default.api.timeout.ms", requestMillis());
        all.put("request.timeout.ms", Math.min(requestMillis(), LONGEST_REQUEST));
        return all;
    }

    private Map<String, Object> common(Set<String> known) {
        Map<String, Object> all = new HashMap<>();
        url.properties().forEach((name, value) -> {
            if (known.contains(name)) {
                all.put(name, value);
            }
        });
        all.put("bootstrap.servers", url.servers());
        all.putIfAbsent("retry.backoff.ms", 20);
        all.putIfAbsent("reconnect.backoff.ms", 20);
        all.putIfAbsent("enable.metrics.push", false);
        all.putIfAbsent("metadata.max.idle.ms", 5_000);
        all.keySet().removeIf(name -> !known.contains(name));
        return all;
    }
}
