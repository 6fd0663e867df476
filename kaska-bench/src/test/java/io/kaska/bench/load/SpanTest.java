package io.kaska.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanTest {
    @Test
    void endsWithItsTimeOrItsMessages() {
        assertThat(Span.ofSeconds(0.5).goesOn(1_000_000, 499_999_999)).isTrue();
        assertThat(Span.ofSeconds(0.5).goesOn(0, 500_000_000)).isFalse();
        assertThat(Span.ofMessages(10).goesOn(9, Long.MAX_VALUE - 1)).isTrue();
        assertThat(Span.ofMessages(10).goesOn(10, 0)).isFalse();
    }

    @Test
    void sharesAddUp() {
        long sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += Span.ofMessages(1_000).share(i, 64).messages();
        }
        assertThat(sum).isEqualTo(1_000);
    }

    @Test
    void sendsNotMoreThanABrokerCanKeep() {
        assertThat(Span.ofSeconds(1).keptBytes(1 << 20).messages()).isEqualTo(2_048);
        assertThat(Span.ofMessages(5).keptBytes(100).messages()).isEqualTo(5);
    }
}
