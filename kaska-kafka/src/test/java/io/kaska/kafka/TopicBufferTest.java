package io.kaska.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.protocol.MessageHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was read of Kafka, and how it is taken off: {@link TopicBuffer} and {@link ReadRecords}. */
class TopicBufferTest {
    private final TopicBuffer buffer = new TopicBuffer();

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(
            long offset, @Nullable String key, @Nullable String value) {
        return record(offset, key, value, new RecordHeaders());
    }

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(
            long offset, @Nullable String key, @Nullable String value, RecordHeaders headers) {
        return new ConsumerRecord<>(
                "t",
                0,
                offset,
                1_000 + offset,
                TimestampType.LOG_APPEND_TIME,
                key == null ? -1 : key.length(),
                value == null ? -1 : value.length(),
                bytes(key),
                bytes(value),
                headers,
                Optional.empty());
    }

    /** In the middle of a larger buffer, as Kafka's consumer has it. */
    private static @Nullable ByteBuffer bytes(@Nullable String text) {
        return text == null ? null : ByteBuffer.wrap(("<" + text + ">").getBytes(UTF_8), 1, text.length());
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "none" : UTF_8.decode(bytes).toString();
    }

    private void fill(long offset, String... values) {
        buffer.startAt(offset);
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            records.add(record(offset + i, null, values[i]));
        }
        buffer.fill(records);
    }

    @Test
    void givesTheFirstWhateverItsSize() {
        fill(5, "0123456789", "b");
        ReadRecords taken = buffer.take(1, 10);
        assertThat(taken.count()).isOne();
        assertThat(taken.offset(0)).isEqualTo(5);
        assertThat(taken.size()).isEqualTo(10);
        assertThat(buffer.has(6)).isTrue();
        assertThat(buffer.size()).isOne();
    }

    @Test
    void takesUpToTheBytesAndNoMore() {
        fill(0, "aaa", "bbb", "ccc");
        assertThat(buffer.take(6, 10).count()).isEqualTo(2);
        fill(0, "aaa", "bbb", "ccc");
        assertThat(buffer.take(5, 10).count()).isOne();
    }

    @Test
    void takesUpToTheCount() {
        fill(0, "a", "b", "c");
        assertThat(buffer.take(100, 2).count()).isEqualTo(2);
        assertThat(buffer.take(100, 2).count()).isOne();
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void goesOnBehindWhatWasTakenAndKnowsNothingElsewhere() {
        fill(3, "a", "b");
        assertThat(buffer.has(4)).isFalse();
        ReadRecords unused = buffer.take(100, 1);
        assertThat(buffer.has(3)).isFalse();
        assertThat(buffer.has(4)).isTrue();
        unused = buffer.take(100, 1);
        assertThat(buffer.isAt(5)).isTrue();
        assertThat(buffer.has(5)).isFalse();
        assertThat(buffer.size()).isZero();
    }

    @Test
    void goesOnBehindAGap() {
        buffer.startAt(2);
        buffer.fill(List.of(record(4, null, "a"), record(9, null, "b")));
        assertThat(buffer.has(2)).isTrue();
        assertThat(buffer.take(100, 1).offset(0)).isEqualTo(4);
        assertThat(buffer.isAt(5)).isTrue();
        assertThat(buffer.take(100, 1).offset(0)).isEqualTo(9);
        assertThat(buffer.isAt(10)).isTrue();
    }

    @Test
    void isWorthNothingOnceItIsSpoilt() {
        fill(0, "a");
        buffer.spoil();
        assertThat(buffer.has(0)).isFalse();
        fill(0, "b");
        assertThat(buffer.has(0)).isTrue();
    }

    @Test
    void whatWasTakenStays() {
        fill(0, "a", "b", "c");
        ReadRecords taken = buffer.take(100, 2);
        fill(2, "x");
        assertThat(text(taken.payload(0)) + text(taken.payload(1))).isEqualTo("ab");
        assertThat(taken.timestamp(1)).isEqualTo(1_001);
    }

    @Test
    void takesAsOneByOneWouldWhateverTheLimits() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            String[] values = new String[random.nextInt(1, 40)];
            for (int i = 0; i < values.length; i++) {
                values[i] = "v".repeat(random.nextInt(1, 20));
            }
            fill(round, values);
            int next = 0;
            while (!buffer.isEmpty()) {
                int maxBytes = random.nextInt(1, 60);
                int maxMessages = random.nextInt(1, 8);
                ReadRecords taken = buffer.take(maxBytes, maxMessages);
                int count = 0;
                long size = 0;
                while (next + count < values.length
                        && count < maxMessages
                        && (count == 0 || size + values[next + count].length() <= maxBytes)) {
                    size += values[next + count++].length();
                }
                assertThat(taken.count()).as("seed %d", seed).isEqualTo(count);
                assertThat(taken.size()).as("seed %d", seed).isEqualTo(size);
                assertThat(taken.offset(0)).as("seed %d", seed).isEqualTo(round + next);
                next += count;
            }
            assertThat(next).as("seed %d", seed).isEqualTo(values.length);
        }
    }

    @Test
    void handsOutKeysHeadersAndPayloadsAsReadOnlyViews() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", "1".getBytes(UTF_8));
        headers.add("h", "2".getBytes(UTF_8));
        headers.add("empty", null);
        headers.add("", "no name here".getBytes(UTF_8));
        buffer.startAt(0);
        buffer.fill(List.of(record(0, "k", "v", headers), record(1, null, null), record(2, "", "w")));
        ReadRecords taken = buffer.take(1_000, 10);
        assertThat(text(taken.key(0))).isEqualTo("k");
        assertThat(taken.payload(0).isReadOnly()).isTrue();
        assertThat(text(taken.payload(0))).isEqualTo("v");
        Map<String, ByteBuffer> seen = taken.headers(0);
        assertThat(seen).containsOnlyKeys("h", "empty");
        assertThat(text(seen.get("h"))).isEqualTo("2");
        assertThat(text(seen.get("empty"))).isEmpty();
        assertThat(taken.key(1)).isNull();
        assertThat(taken.payload(1).remaining()).isZero();
        assertThat(taken.bodySize(1)).isZero();
        assertThat(text(taken.key(2))).isEmpty();
        assertThat(taken.bodySize(2)).isEqualTo(1 + MessageHead.size(ByteBuffer.allocate(0), Map.of()));
    }
}
