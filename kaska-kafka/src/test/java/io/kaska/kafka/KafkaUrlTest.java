package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaUrlTest {
    @Test
    void hasServersAndParameters() {
        KafkaUrl url = KafkaUrl.of("kafka://one:9092,[::1]:9093?replication.factor=2&min.insync.replicas=1"
                + "&max.message.bytes=1000&topic.retention.ms=-1&security.protocol=SASL_SSL&compression.type=lz4"
                + "&sasl.jaas.config=x%20password%3D%22a%26b+c%22%3B");
        assertThat(url.servers()).isEqualTo("one:9092,[::1]:9093");
        assertThat(url.replication()).isEqualTo((short) 2);
        assertThat(url.minInSync()).isEqualTo(1);
        assertThat(url.maxMessage()).isEqualTo(1_000);
        assertThat(url.topicConfigs()).isEqualTo(Map.of("retention.ms", "-1"));
        assertThat(url.properties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.jaas.config", "x password=\"a&b+c\";");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka://",
                "kafka://host",
                "kafka://host:0",
                "kafka://host:65536",
                "kafka://host:1,",
                "kafka://::1:9092",
                "kafka://host:1/path",
                "kafka://host:1?",
                "kafka://host:1?name",
                "kafka://host:1?no.such.property=1",
                "kafka://host:1?acks=1",
                "kafka://host:1?linger.ms=%zz",
                "kafka://host:1?linger.ms=1&linger.ms=2",
                "kafka://host:1?replication.factor=0",
                "kafka://host:1?replication.factor=many",
                "kafka://host:1?max.message.bytes=99999999999"
            })
    void aWrongOneIsAWrongArgument(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Kaska.connect(url));
    }

    @Test
    void anErrorShowsNoPassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kaska.connect("kafka://host:1?ssl.key.password=secret&secret&x"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void theSchemeMayBeInCapitalsAndNothingConnectsYet() {
        assertThatCode(() -> Kaska.connect("KAFKA://nowhere.invalid:9092").close())
                .doesNotThrowAnyException();
    }

    @Test
    void theEnvironmentNamesIt() {
        assertThatCode(() -> Kaska.builder()
                        .environment(Map.of("KASKA_URL", "kafka://host:1", "BROKER_HOST", "x", "BROKER_PORT", "y"))
                        .build()
                        .close())
                .doesNotThrowAnyException();
        assertThatExceptionOfType(KaskaException.class)
                .isThrownBy(() -> Kaska.builder().environment(Map.of("KASKA_URL", "kafka://host")))
                .withMessageContaining("KASKA_URL");
    }

    @Test
    void anUnknownHostIsAnErrorOfTheConnection() {
        try (Kaska kaska = Kaska.builder()
                .url("kafka://nowhere.invalid:9092")
                .connectTimeout(Duration.ofMillis(300))
                .build()) {
            assertThatExceptionOfType(KaskaConnectionException.class)
                    .isThrownBy(kaska::topicCount)
                    .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
        }
    }
}
