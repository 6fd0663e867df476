package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.cli.shell.ByteSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "65536,65536",
        "512k,524288",
        "512K,524288",
        "64M,67108864",
        "1G,1073741824",
        "2T,2199023255552",
        "64MB,67108864",
        "64MiB,67108864"
    })
    void readsEachUnit(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1", "1.5G", "64X", "1 G", "0x10", "99999999999T"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void anIntTakesNoMoreThanItHolds() {
        assertThat(ByteSize.parse("2147483647").intBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> ByteSize.parse("2G").intBytes()).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1%,10", "25%,250", "100%,1000", "4G,4294967296"})
    void memoryMayBeAShareOfTheMachine(String text, long bytes) {
        assertThat(MemorySize.parse(text, () -> 1_000).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%", "101%", "%", "-5%", "1.5%", "1000%"})
    void refusesWhatIsNoShare(String text) {
        assertThatThrownBy(() -> MemorySize.parse(text, () -> 1_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
