package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.OffsetReset;
import io.kaska.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker keeps, by its own rule and by those of topics, over TCP and in the same JVM. */
class RetentionIT {
    private static final long MEMORY = 16L << 20;
    private static final int SIZE = 100_000;
    private static final int COUNT = 1_500; // nine times the memory

    @TempDir
    private Path folder = Path.of("");

    private static Kaska client(KaskaBroker broker, boolean tcp) {
        var options = Kaska.builder().offsetReset(OffsetReset.EARLIEST);
        return tcp ? options.address("localhost", broker.port()).build() : broker.client(options);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokerWithABoundNeverGetsFull(boolean tcp) {
        try (KaskaBroker broker = KaskaBroker.builder()
                        .memory(MEMORY)
                        .retentionBytes(2 << 20)
                        .start();
                Kaska producer = client(broker, tcp);
                Kaska consumer = client(broker, tcp)) {
            producer.createTopic("t");
            consumer.subscribe(List.of("t"));
            for (int i = 0; i < COUNT; i++) {
                byte[] message = new byte[i % 7 == 0 ? SIZE : SIZE / 2];
                Arrays.fill(message, (byte) i);
                assertThat(producer.send("t", message)).isEqualTo(i);
                for (Message read : consumer.poll(10, Duration.ZERO)) {
                    assertThat(read.payload().get(read.payload().limit() - 1)).isEqualTo((byte) read.offset());
                }
            }
            long earliest = producer.earliestOffset("t");
            assertThat((COUNT - earliest) * SIZE).isGreaterThanOrEqualTo(2 << 20);
            assertThat(earliest).isGreaterThan(COUNT - 200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsTrimmedMakesRoom(boolean tcp) {
        try (KaskaBroker broker = KaskaBroker.builder().memory(MEMORY).start();
                Kaska client = client(broker, tcp)) {
            client.createTopic("t");
            for (int i = 0; i < COUNT; i++) {
                assertThat(client.send("t", new byte[SIZE])).isEqualTo(i);
                if (i % 50 == 49) {
                    client.trimTopic("t", i + 1L);
                }
            }
            assertThat(client.earliestOffset("t")).isEqualTo(client.endOffset("t"));
        }
    }

    @Test
    void aTopicsOwnRuleIsAFileThatOutlivesTheBrokers() throws Exception {
        Path file = folder.resolve("topics/t/%retention");
        try (KaskaBroker broker = KaskaBroker.builder()
                        .data(folder)
                        .retentionAge(Duration.ofDays(7))
                        .start();
                Kaska client = broker.client()) {
            client.createTopic("t");
            assertThat(client.retention("t")).isEqualTo(Retention.ofAge(Duration.ofDays(7)));
            client.setRetention("t", Retention.ofBytes(1 << 30));
            assertThat(file).hasContent("age-ms 9223372036854775807\nbytes 1073741824\n");
        }
        Files.writeString(file, "age-ms 0\nbytes 5000\n");
        try (KaskaBroker broker = KaskaBroker.builder()
                        .data(folder)
                        .retentionAge(Duration.ofDays(3))
                        .start();
                Kaska client = broker.client()) {
            assertThat(client.retention("t"))
                    .as("what the topic does not say, the broker of now does")
                    .isEqualTo(Retention.ofAge(Duration.ofDays(3)).andBytes(5_000));
            client.resetRetention("t");
            assertThat(file).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "age-ms 5\n", "age-ms -5\nbytes 5\n", "age-ms 5\nbytes 9999999999999999999\n", "\u0000"})
    void aDamagedFileIsOneClearLine(String content) throws Exception {
        try (KaskaBroker broker = KaskaBroker.builder().data(folder).start();
                Kaska client = broker.client()) {
            client.createTopic("t");
        }
        Path file = folder.resolve("topics/t/%retention");
        Files.writeString(file, content);
        assertThatExceptionOfType(KaskaException.class)
                .isThrownBy(() -> KaskaBroker.builder().data(folder).start().close())
                .withMessageContaining(file.toString())
                .withMessageContaining("instead of the lines 'age-ms N' and 'bytes N'")
                .withMessageNotContaining("\n");
        Files.delete(file);
        KaskaBroker.builder().data(folder).start().close();
    }

    @Test
    void boundsOfABrokerMakeSense() {
        KaskaBroker.Builder builder = KaskaBroker.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retentionAge(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retentionBytes(0));
    }
}
