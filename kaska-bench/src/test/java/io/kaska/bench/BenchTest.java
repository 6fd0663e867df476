package io.kaska.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.bench.load.Contender;
import io.kaska.bench.load.Job;
import io.kaska.bench.load.MemorySide;
import io.kaska.bench.load.Plan;
import io.kaska.bench.load.Span;
import io.kaska.bench.load.VerificationException;
import io.kaska.bench.report.Progress;
import io.kaska.bench.report.Result;
import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchTest {
    private static final Job JOB = Job.named("send").orElseThrow();

    private final StringWriter err = new StringWriter();

    private List<Result> run(SideKind... kinds) {
        List<Contender> contenders = Stream.of(kinds).map(Contender::new).toList();
        Plan plan = new Plan(100, 1, 1, Span.ofMessages(20), OptionalDouble.empty(), 1);
        return new Bench(contenders, 1, 2, new Progress(new PrintWriter(err), false)).run(JOB, plan);
    }

    private static MemorySide damaged() {
        return new MemorySide()
                .damagedBy(messages -> messages.stream()
                        .map(message -> ByteBuffer.allocate(message.remaining()))
                        .toList());
    }

    @Test
    void aPeerThatFailsIsLeftOutAndTheOthersGoOn() {
        assertThat(run(new MemorySide(), damaged(), new MemorySide())).hasSize(2);
        assertThat(err.toString()).startsWith("kaska bench: send: without memory, which failed: message ");
    }

    @Test
    void soIsAPeerThatDoesNotStart() {
        assertThat(run(new MemorySide(), new Broken(), new MemorySide())).hasSize(2);
        assertThat(err.toString()).contains("send: without broken, which failed: it does not start");
    }

    @Test
    void withoutTheFirstThereIsNothingToCompare() {
        assertThatThrownBy(() -> run(damaged(), new MemorySide())).isInstanceOf(VerificationException.class);
    }

    private static final class Broken implements SideKind {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String settings() {
            return "none";
        }

        @Override
        public boolean isStartedHere() {
            return true;
        }

        @Override
        public Side start() {
            throw new BenchException("it does not start");
        }
    }
}
