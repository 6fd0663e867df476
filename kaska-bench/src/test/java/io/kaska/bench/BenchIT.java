package io.kaska.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaska.bench.load.Job;
import io.kaska.kafka.SharedCluster;
import io.kaska.server.KaskaBroker;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real {@code ./kaska bench}: every job in the shortest form. */
class BenchIT {
    private static final Path ROOT =
            Path.of(System.getProperty("kaska.root", "..")).toAbsolutePath().normalize();
    private static final long PATIENCE_SECONDS = 180;

    @TempDir
    private Path folder = Path.of("");

    private static final List<String> PEER_JOBS =
            List.of("send", "poll", "async", "batch", "batch-1m", "read", "read-many", "latency");

    private record Outcome(int exitCode, String out, String err) {}

    private Outcome bench(String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("kaska").toString(), "bench"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Outcome(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void everyJobRunsAndItsMeasurementsArePrinted() throws Exception {
        Outcome outcome = bench("--count", "2000", "--rounds", "1", "--warm-up", "0");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        for (Job job : Job.ALL) {
            assertThat(outcome.out()).containsPattern("(?m)^" + job.name() + " +kaska +[0-9]");
        }
    }

    @Test
    void messagesOnDiskAreMeasuredAndDeleted() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path plot = folder.resolve("plot.svg");
        Outcome outcome = bench(
                "send",
                "batch",
                "--count",
                "1000",
                "--rounds",
                "2",
                "--data",
                data.toString(),
                "--fsync",
                "never",
                "--json",
                "--plot",
                plot.toString());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("{\"environment\":")
                .contains("\"settings\":\"disk, fsync never\"", "\"job\":\"batch\"", "\"broker_cpu\"", "\"wire\"");
        assertThat(plot).content().contains("<polyline", "send, kaska");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aBrokerThatRunsAlreadyIsMeasuredAndKeepsNothing() throws Exception {
        try (KaskaBroker broker = KaskaBroker.builder().bind("127.0.0.1").start();
                var client = broker.client()) {
            Outcome outcome = bench(
                    "send",
                    "read-many",
                    "latency",
                    "--url",
                    "kaska://127.0.0.1:" + broker.port(),
                    "--seconds",
                    "0.1",
                    "--rounds",
                    "1");
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.exitCode()).isZero();
            assertThat(client.topicCount()).isZero();
        }
    }

    @Test
    void aClusterOfKafkaIsMeasuredThroughKaskasInterface() throws Exception {
        List<String> jobs = List.of("send", "poll", "async", "batch", "read", "read-many", "latency");
        List<String> arguments = new ArrayList<>(jobs);
        arguments.addAll(List.of("--url", SharedCluster.get().url(), "--count", "500", "--rounds", "1"));
        Outcome outcome = bench(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        for (String job : jobs) {
            assertThat(outcome.out()).containsPattern("(?m)^" + job + " +kafka +[0-9]");
        }
    }

    @Test
    void redisTakesPart() throws Exception {
        assumeTrue(isInstalled("redis-server"), "redis-server is not installed");
        List<String> arguments = new ArrayList<>(PEER_JOBS);
        arguments.addAll(List.of("memory", "--against", "redis", "--count", "500", "--rounds", "1", "--warm-up", "0"));
        Path data = Files.createDirectory(folder.resolve("data"));
        arguments.addAll(List.of("--data", data.toString(), "--fsync", "interval"));
        Outcome outcome = bench(arguments.toArray(String[]::new));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        for (String job : PEER_JOBS) {
            assertThat(outcome.out()).containsPattern("(?m)^" + job + " +redis +[0-9]");
        }
        assertThat(outcome.out()).contains("times as good: kaska : redis");
        assertThat(data).isEmptyDirectory();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    @Test
    void aBrokerThatIsNotThereIsOneLine() throws Exception {
        Outcome outcome = bench("send", "--url", "kaska://127.0.0.1:1");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("kaska bench: ").hasLineCount(1);
    }

    @Test
    void listsItsJobs() throws Exception {
        Outcome outcome = bench("--list");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).hasLineCount(Job.ALL.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "send --size 7;--size: '7' is no size from 8 bytes to 32M",
                "send --rounds 0;--rounds: '0' is no whole number from 1 to 1000",
                "send --seconds x;--seconds: 'x' is no number above 0",
                "send --seconds 1 --count 5;--seconds and --count exclude each other",
                "send --against rabbit;--against: 'rabbit' is none of kafka, redis, nats",
                "nothing;there is no job 'nothing'; --list names them",
                "send --fsync never;--fsync says nothing without --data",
                "send --data /there/is/none;--data: there is no folder /there/is/none",
                "batch --size 1M --batch 100;batch: a batch of 100 messages of 1048576 bytes is more than 64 MiB"
            })
    void aWrongOptionIsToldBeforeAnythingRuns(String arguments, String message) {
        StringWriter err = new StringWriter();
        int exitCode =
                BenchCommand.commandLine().setErr(new PrintWriter(err, true)).execute(arguments.split(" ", -1));
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).startsWith("kaska bench: " + message).hasLineCount(2);
    }
}
