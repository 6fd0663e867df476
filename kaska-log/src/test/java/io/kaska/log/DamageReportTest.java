package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DamageReportTest {
    private final List<String> lines = new ArrayList<>();
    private final DamageReport report =
            new DamageReport(new LogFiles(new FaultyDisk(), new OpenFiles(16), Path.of("/data/a topic")), lines::add);

    @Test
    void namesAPlaceOnce() {
        report.add(5, 8, "bad");
        report.add(5, 8, "bad");
        report.add(8, 9, "worse");
        assertThat(lines)
                .containsExactly("messages 5 to 7 cannot be read: bad", "messages 8 to 8 cannot be read: worse");
    }

    @Test
    void namesNoMoreThanSoMany() {
        for (int i = 0; i < 10 * DamageReport.MOST; i++) {
            report.add(i, i + 1, "bad");
        }
        assertThat(lines).hasSize(DamageReport.MOST + 1);
        assertThat(lines.getLast()).contains("more of /data/a topic", "./kaska log verify");
    }
}
