package io.kaska.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every job on a broker that is a map, whole and damaged. */
class TrialTest {
    private final MemorySide broker = new MemorySide();
    private final Contender contender = new Contender(broker);

    static Stream<String> jobs() {
        return Job.ALL.stream()
                .filter(job -> job.needs() != Job.Needs.EMBEDDABLE && job.needs() != Job.Needs.SOCKETS)
                .map(Job::name);
    }

    private static Job job(String name) {
        return Job.named(name).orElseThrow();
    }

    private static Plan plan(Job job, long messages) {
        return new Plan(
                job.defaults().size(),
                Math.min(job.defaults().batch(), 10),
                Math.min(job.defaults().clients(), 70),
                Span.ofMessages(messages),
                OptionalDouble.of(50_000),
                3);
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void measuresItsMainFigureAndLeavesNothingBehind(String name) {
        Job job = job(name);
        try (Trial trial = job.open(contender, plan(job, 20))) {
            trial.warmUp();
            Round round = trial.round();
            assertThat(round.figures().get(job.main())).isPositive();
        }
        assertThat(broker.topicCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send",
                "async",
                "batch",
                "batch-1m",
                "producers",
                "connections-1000",
                "latency",
                "poll",
                "read-many"
            })
    void noticesAByteThatChanged(String name) {
        assertNoticed(name, messages -> {
            ByteBuffer last = ByteBuffer.allocate(messages.getLast().limit())
                    .put(messages.getLast().duplicate())
                    .flip();
            last.put(last.limit() - 1, (byte) ~last.get(last.limit() - 1));
            messages.set(messages.size() - 1, last);
            return messages;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "async", "batch", "producers", "latency", "read-many"})
    void noticesMessagesInAnotherOrder(String name) {
        assertNoticed(name, messages -> messages.reversed());
    }

    @Test
    void noticesAReaderThatIsDamagedLater() {
        Job job = job("read-many");
        try (Trial trial = job.open(contender, plan(job, 20))) {
            broker.damagedBy(messages -> messages.isEmpty() ? messages : messages.reversed());
            assertThatThrownBy(trial::round).isInstanceOf(VerificationException.class);
        }
    }

    private void assertNoticed(String name, UnaryOperator<List<ByteBuffer>> damage) {
        Job job = job(name);
        broker.damagedBy(messages -> messages.size() < 2 ? messages : damage.apply(new ArrayList<>(messages)));
        assertThatThrownBy(() -> {
                    try (Trial trial = job.open(contender, plan(job, 100))) {
                        trial.round();
                    }
                })
                .isInstanceOf(VerificationException.class);
    }
}
