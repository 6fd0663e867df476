package io.kaska.bench.kafka;

import java.util.Map;

/**
 * The settings of Kafka's client. All have what makes the largest message of the benchmark possible, too, which changes
 * nothing for smaller ones.
 *
 * @param word the contender's name
 * @param words what it has, as a line says it
 * @param flushes whether a send that waits for its message cuts the linger time short
 */
record Tuning(String word, String words, Map<String, String> producer, Map<String, String> consumer, boolean flushes) {
    /** The largest message, 32 MiB, and room for its head, in bytes. */
    static final int MOST_BYTES = (32 << 20) + (1 << 16);

    /** As it comes: acks all, idempotence, linger 5 ms, batches of 16 KiB, no compression. */
    static final Tuning DEFAULT = new Tuning("kafka", "the client's defaults", Map.of(), Map.of(), false);

    /** For throughput; and who waits for a message does not wait for the linger time. */
    static final Tuning TUNED = new Tuning(
            "kafka-tuned",
            "acks 1, no idempotence, batches of 1 MiB, linger 5 ms but flush() where send waits, buffer of 64 MiB,"
                    + " no compression, fetches up to 8 MiB, 10000 messages in a poll",
            Map.of(
                    "acks", "1",
                    "enable.idempotence", "false",
                    "batch.size", "1048576",
                    "linger.ms", "5",
                    "buffer.memory", "67108864",
                    "compression.type", "none"),
            Map.of("max.partition.fetch.bytes", "8388608", "max.poll.records", "10000"),
            true);
}
