package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KaskaBuilderTest {
    @Test
    void readsUrls() {
        assertThat(Address.ofUrl("kaska://broker_1:9000")).isEqualTo(new Address("broker_1", 9000));
        assertThat(Address.ofUrl("KASKA://127.0.0.1:1")).isEqualTo(new Address("127.0.0.1", 1));
        assertThat(Address.ofUrl("kaska://[::1]:65535")).isEqualTo(new Address("::1", 65_535));
        assertThat(Address.ofUrl("kaska://[::1]:65535")).hasToString("[::1]:65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kaska",
                "kaska://",
                "kaska://host",
                "kaska://host:",
                "kaska://:90",
                "kaska://host:0",
                "kaska://host:65536",
                "kaska://host:x",
                "kaska://::1:90",
                "kaska://host:90/path",
                "kaska://user@host:90",
                "://host:90"
            })
    void refusesOtherUrls(String url) {
        refuses(() -> Kaska.connect(url), "url is \"" + url + "\": it has to be kaska://HOST:PORT");
    }

    @Test
    void namesASchemeThatItDoesNotKnow() {
        refuses(
                () -> Kaska.connect("kafka://host:90?sasl.jaas.config=secret"),
                "url \"kafka://host:90\" has the scheme \"kafka\", and known here is kaska: the class path needs"
                        + " kaska-kafka and kafka-clients");
        refuses(() -> Kaska.connect("amqp://host:90"), "has the scheme \"amqp\", and known here is kaska: a jar");
    }

    @Test
    void theEnvironmentsUrlStandsOverHostAndPort() {
        assertThatCode(() -> Kaska.builder()
                        .environment(Map.of("KASKA_URL", "kaska://host:90", "BROKER_PORT", "no"))
                        .build()
                        .close())
                .doesNotThrowAnyException();
        environment(Map.of("KASKA_URL", "kaska://host"), "KASKA_URL: url is \"kaska://host\"");
        environment(Map.of("KASKA_URL", " ", "BROKER_PORT", "90"), "BROKER_HOST is not set");
    }

    @Test
    void readsTheEnvironment() {
        assertThat(Address.ofEnvironment(Map.of("BROKER_HOST", "::1", "BROKER_PORT", " 90 ")))
                .isEqualTo(new Address("::1", 90));
        environment(Map.of("BROKER_PORT", "90"), "BROKER_HOST is not set");
        environment(Map.of("BROKER_HOST", "host"), "BROKER_PORT is not set");
        environment(Map.of("BROKER_HOST", " ", "BROKER_PORT", "90"), "BROKER_HOST is not set");
        environment(Map.of("BROKER_HOST", "host", "BROKER_PORT", "no"), "BROKER_PORT is \"no\"");
        environment(Map.of("BROKER_HOST", "host", "BROKER_PORT", "70000"), "70000");
    }

    private static void environment(Map<String, String> environment, String expected) {
        assertThatThrownBy(() -> Kaska.builder().environment(environment))
                .isInstanceOf(KaskaException.class)
                .hasMessageContaining(expected)
                .hasMessageNotContaining("\n");
    }

    @Test
    @SuppressWarnings("NullAway") // what an application without null checks can do
    void refusesWrongSettings() {
        refuses(() -> Kaska.connect(null, 1), "host is null");
        refuses(() -> Kaska.connect(" ", 1), "host is empty");
        refuses(() -> Kaska.connect("host", 0), "port is 0: it has to be 1 to 65535");
        refuses(() -> Kaska.builder().url(null), "url is null");
        refuses(() -> Kaska.builder().environment(null), "environment is null");
        refuses(() -> Kaska.builder().connectTimeout(Duration.ZERO), "connectTimeout is zero");
        refuses(() -> Kaska.builder().requestTimeout(Duration.ofNanos(-1)), "requestTimeout is PT-0.000000001S");
        refuses(() -> Kaska.builder().requestTimeout(null), "requestTimeout is null");
        refuses(() -> Kaska.builder().keepAlive(Duration.ofSeconds(-1)), "keepAlive is PT-1S");
        refuses(() -> Kaska.builder().sendMemory(0), "sendMemory is 0: it has to be 1 or more");
        refuses(() -> Kaska.builder().readAhead(0), "readAhead is 0");
        refuses(() -> Kaska.builder().readAheadMessages(0), "readAheadMessages is 0");
        assertThatThrownBy(() -> Kaska.builder().build()).isInstanceOf(KaskaException.class);
        assertThatCode(() -> Kaska.connect("host", 1).close()).doesNotThrowAnyException();
    }

    private static void refuses(ThrowingCallable call, String expected) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(expected);
    }
}
