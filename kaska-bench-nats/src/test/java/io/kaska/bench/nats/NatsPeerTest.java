package io.kaska.bench.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NatsPeerTest {
    @ParameterizedTest
    @CsvSource({
        "nats-server v2.9.10,false",
        "nats-server v2.10.0,true",
        "nats-server v2.11.4,true",
        "nats-server v3.0.0,true",
        "something else,false"
    })
    void knowsWhichVersionsFlushWhenTheyAreTold(String version, boolean flushes) {
        assertThat(NatsPeer.flushesWhenTold(version)).isEqualTo(flushes);
    }
}
