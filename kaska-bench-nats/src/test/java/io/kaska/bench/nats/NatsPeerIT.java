package io.kaska.bench.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code ./kaska bench --against nats}, in a short form. */
class NatsPeerIT {
    private static final Path ROOT =
            Path.of(System.getProperty("kaska.root", "..")).toAbsolutePath().normalize();
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itTakesPartAndLeavesNothingBehind() throws Exception {
        boolean isInstalled = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "nats-server")));
        assumeTrue(isInstalled, "nats-server is not installed");
        Path data = Files.createDirectory(folder.resolve("data"));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("kaska").toString(), "bench"));
        List<String> jobs = List.of("send", "poll", "async", "batch", "read", "read-many", "latency");
        command.addAll(jobs);
        command.add("start-embedded");
        command.addAll(List.of("--against", "nats", "--count", "200", "--rounds", "1", "--warm-up", "0"));
        command.addAll(List.of("--data", data.toString(), "--fsync", "never"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(err))
                .isEqualToIgnoringNewLines(
                        "kaska bench: start-embedded: without nats, which runs in a process of its own only");
        assertThat(process.exitValue()).isZero();
        String table = Files.readString(out);
        for (String job : jobs) {
            assertThat(table)
                    .containsPattern("(?m)^" + job + " +kaska +[0-9]")
                    .containsPattern("(?m)^" + job + " +nats +[0-9]");
        }
        assertThat(table).contains("times as good: kaska : nats");
        assertThat(data).isEmptyDirectory();
    }
}
