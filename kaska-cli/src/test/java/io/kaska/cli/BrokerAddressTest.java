package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.KaskaException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrokerAddressTest {
    private static final Map<String, String> BROKER = Map.of("BROKER_HOST", "h1", "BROKER_PORT", "71");
    private static final Map<String, String> ALL =
            Map.of("BROKER_HOST", "h1", "BROKER_PORT", "71", "KASKA_URL", "kaska://h2:72");

    @Test
    void optionsComeFirst() {
        assertThat(find("", "h3", 73, ALL)).hasToString("h3:73");
        assertThat(find("kaska://h4:74", "", 0, ALL)).hasToString("kaska://h4:74");
    }

    @Test
    void theUrlOfTheEnvironmentComesBeforeHostAndPort() {
        assertThat(find("", "", 0, ALL)).hasToString("kaska://h2:72");
        assertThat(find("", "", 0, BROKER)).hasToString("h1:71");
    }

    @Test
    void oneOptionTakesTheOtherHalfFromTheEnvironment() {
        assertThat(find("", "h3", 0, ALL)).hasToString("h3:71");
        assertThat(find("", "", 73, ALL)).hasToString("h1:73");
    }

    @Test
    void aPortWithoutAHostIsOfThisMachine() {
        assertThat(find("", "", 73, Map.of())).hasToString("localhost:73");
        assertThat(find("", "", 0, Map.of("BROKER_PORT", "71", "BROKER_HOST", "")))
                .hasToString("localhost:71");
    }

    @Test
    void withoutAnyPortItSaysHowToNameOne() {
        assertThatThrownBy(() -> find("", "", 0, Map.of("BROKER_HOST", "h1")))
                .isInstanceOf(KaskaException.class)
                .hasMessageContaining("--port")
                .hasMessageContaining("BROKER_PORT")
                .hasMessageContaining("KASKA_URL");
    }

    @Test
    void aPortThatIsNoNumberIsNamed() {
        assertThatThrownBy(() -> find("", "", 0, Map.of("BROKER_PORT", "http")))
                .isInstanceOf(KaskaException.class)
                .hasMessageContaining("'http'");
    }

    @Test
    void urlAndHostTogetherAreRefused() {
        assertThatThrownBy(() -> find("kaska://h4:74", "h3", 0, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--url");
    }

    private static BrokerAddress find(String url, String host, int port, Map<String, String> environment) {
        return BrokerAddress.find(
                Optional.of(url).filter(text -> !text.isEmpty()),
                Optional.of(host).filter(text -> !text.isEmpty()),
                port == 0 ? Optional.empty() : Optional.of(port),
                environment);
    }
}
