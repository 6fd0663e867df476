package io.kaska.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class InstalledTest {
    @Test
    void findsWhatThePathHas() {
        assertThat(Installed.find("sh")).isExecutable().hasFileName("sh");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatExceptionOfType(BenchException.class)
                .isThrownBy(() -> Installed.find("no-such-server"))
                .withMessage("no-such-server is not installed, and is needed to compare with it");
    }
}
