package io.kaska.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.BrokerHere;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load over bare sockets, on a broker in this JVM. */
@Timeout(60)
class SocketsTrialTest {
    private static final int MAX_MESSAGE = 4 << 20;

    private final BrokerHere broker = new BrokerHere(MAX_MESSAGE);

    @AfterEach
    void end() {
        broker.close();
    }

    private SocketsTrial trial(int size, int sockets, Span span) {
        return new SocketsTrial(broker, new Plan(size, 1, sockets, span, OptionalDouble.empty(), 3));
    }

    @Test
    void eachSocketSendsItsShareAndAllOfItIsThere() {
        try (SocketsTrial trial = trial(100, 50, Span.ofMessages(10_000))) {
            Round round = trial.round();
            assertThat(round.figures().get(Figure.RATE)).isPositive();
            assertThat(round.latencies().orElseThrow().getTotalCount()).isGreaterThanOrEqualTo(10_000);
        }
        assertThat(broker.topicCount()).isZero();
    }

    @Test
    void endsWhenItsTimeIsOver() {
        try (SocketsTrial trial = trial(100, 5, Span.ofSeconds(0.2))) {
            assertThat(trial.round().figures().get(Figure.RATE)).isPositive();
        }
    }

    @Test
    void sendsWhatTheSocketTakesInSeveralPieces() {
        try (SocketsTrial trial = trial(MAX_MESSAGE, 3, Span.ofMessages(12))) {
            assertThat(trial.round().figures().get(Figure.RATE)).isPositive();
        }
    }

    @Test
    void saysThatTheBrokerRefusesAMessage() {
        try (SocketsTrial trial = trial(MAX_MESSAGE + 1, 1, Span.ofMessages(1))) {
            assertThatThrownBy(trial::round)
                    .isInstanceOf(BenchException.class)
                    .hasMessageStartingWith("the broker answers with status");
        }
    }
}
