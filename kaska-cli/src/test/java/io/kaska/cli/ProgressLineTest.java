package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter err = new StringWriter();
    private final AtomicLong nanos = new AtomicLong(-5);

    private ProgressLine line(boolean atTerminal) {
        return new ProgressLine(new PrintWriter(err), "verified", nanos::get, () -> atTerminal);
    }

    @Test
    void saysNothingInTheFirstSecond() {
        ProgressLine line = line(true);
        line.next("t");
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        line.add(1 << 20);
        line.clear();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysHowFarItIsAndTakesTheLineAway() {
        ProgressLine line = line(true);
        line.next("t");
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_001));
        line.add(3 << 20);
        line.add(3 << 20); // too soon for another
        line.clear();
        line.clear();
        assertThat(err.toString()).isEqualTo("\r\033[Kverified 3 MiB, at topic 1\r\033[K");
    }

    @Test
    void saysNothingWhereNobodyLooks() {
        ProgressLine line = line(false);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        line.add(1);
        line.clear();
        assertThat(err.toString()).isEmpty();
    }
}
