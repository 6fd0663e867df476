package io.kaska.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MoveReportTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private long now;

    private MoveReport report(boolean terminal) {
        return new MoveReport(new PrintWriter(out), new PrintWriter(err), () -> terminal, () -> now);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void inAPipeItIsALineNowAndThen() {
        MoveReport report = report(false);
        pass(9_999);
        report.progress("copied", "a b", 1, 0, 10);
        assertThat(err.toString()).isEmpty();
        report.count(List.of(GivenMessage.plain(0, "x".repeat(3 << 20))));
        pass(1);
        report.progress("copied", "a b", 1_500, 1_000, 2_000);
        assertThat(err.toString()).isEqualTo("copied \"a b\" to offset 1,500 of 2,000 (50 %), 3 MiB in all\n");
        pass(9_999);
        report.progress("copied", "a b", 1_600, 1_000, 2_000);
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void atATerminalOneLineChangesAndGoesBeforeAResult() {
        MoveReport report = report(true);
        pass(200);
        report.progress("verified", "t", 1, 0, 4);
        pass(200);
        report.progress("verified", "t", 3, 0, 4);
        report.say("verified t");
        assertThat(err.toString())
                .isEqualTo("\r\033[Kverified t to offset 1 of 4 (25 %), 0 MiB in all"
                        + "\r\033[Kverified t to offset 3 of 4 (75 %), 0 MiB in all\r\033[K");
        assertThat(out.toString()).isEqualTo("verified t\n");
        report.say("moved");
        assertThat(err.toString()).as("nothing to take away").endsWith("all\r\033[K");
    }

    @Test
    void nothingToBeDoneIsNoDivisionByZero() {
        MoveReport report = report(false);
        pass(10_000);
        report.progress("copied", "t", 5, 5, 5);
        assertThat(err.toString()).contains("(0 %)");
    }
}
