package io.kaska.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTimeTest {
    @ParameterizedTest
    @CsvSource({"0,PT0S", "3,PT3S", "500ms,PT0.5S", "5s,PT5S", "2m,PT2M", "1h,PT1H", "7d,PT168H"})
    void readsEachUnit(String text, Duration expected) {
        assertThat(WaitTime.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "5 s", "1w", "1.5s", "99999999999s"})
    void refusesWhatIsNoTimeSpan(String text) {
        assertThatThrownBy(() -> WaitTime.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
