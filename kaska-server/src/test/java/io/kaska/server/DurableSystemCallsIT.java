package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.RequestHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a broker with a data folder talks to the kernel, seen by strace: what it would do in memory, and one flush. */
class DurableSystemCallsIT {
    private static final int WARM_UP = 40;
    private static final int COUNT = 100;
    private static final int SIZE = 1_000;

    /** A file of messages or of an index, as strace names it. */
    private static final Pattern ON_A_FILE = Pattern.compile("(\\w+)\\(\\d+<\\S+\\.(?:data|index)>");

    @TempDir
    private Path folder;

    private long traced(Path trace, String call) throws IOException {
        try (var lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> ON_A_FILE
                            .matcher(line)
                            .results()
                            .anyMatch(r -> r.group(1).equals(call)))
                    .count();
        }
    }

    @Test
    void aSendIsOneReadOfItsBodyOneFlushAndOneAnswer() throws Exception {
        Path trace = folder.resolve("broker.trace");
        Path data = Files.createDirectory(folder.resolve("data"));
        long reads;
        long writes;
        long flushes;
        try (BrokerProcess broker = BrokerProcess.startUnder(
                        SystemCalls.trace(trace, "pread64,pwrite64,preadv,pwritev,fsync,fdatasync,msync"),
                        List.of(),
                        "data=" + data);
                Kaska kaska = broker.connect()) {
            kaska.createTopic("t");
            send(kaska, WARM_UP);
            reads = traced(trace, "pread64");
            writes = traced(trace, "pwrite64");
            flushes = traced(trace, "fdatasync");
            send(kaska, COUNT);
        }
        assertThat(traced(trace, "fdatasync") - flushes).as("flushes").isBetween((long) COUNT, COUNT + 20L);
        assertThat(traced(trace, "pread64") - reads).as("reads of files").isZero();
        assertThat(traced(trace, "msync")).isZero();
        long zeros = traced(trace, "pwrite64") - writes;
        assertThat(zeros).as("pages that were made writable").isLessThan(3 * (COUNT * SIZE / 4_096 + 32));
        assertOneReadAndOneWriteEach(trace);
        assertNoPayloadIsWritten(trace);
    }

    private static void send(Kaska kaska, int count) {
        for (int i = 0; i < count; i++) {
            kaska.send("t", Payloads.random(i, SIZE));
        }
    }

    private static void assertOneReadAndOneWriteEach(Path trace) throws IOException {
        List<SystemCalls.Call> calls =
                SystemCalls.read(trace).stream().filter(call -> call.done() > 0).toList();
        assertThat(calls.stream().filter(call -> call.asked() == SIZE).count())
                .as("reads of whole bodies; one that lies across two mappings takes two")
                .isBetween(WARM_UP + COUNT - 10L, (long) WARM_UP + COUNT);
        assertThat(calls.stream().filter(call -> !call.isWrite() && call.asked() == RequestHeader.SIZE))
                .as("reads of headers, of messages and two more")
                .hasSizeBetween(WARM_UP + COUNT, WARM_UP + COUNT + 3);
        assertThat(calls.stream().filter(SystemCalls.Call::isWrite))
                .as("answers, and those to the hello and two more")
                .hasSizeBetween(WARM_UP + COUNT, WARM_UP + COUNT + 3);
    }

    /** What Java writes into files are zeros, a page that is written again, and its own few bytes: no messages. */
    private static void assertNoPayloadIsWritten(Path trace) throws IOException {
        try (var lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
            assertThat(lines.filter(line -> line.contains("pwrite64(") && line.contains(".data>"))
                            .filter(line -> !line.contains("\"\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0")))
                    .as("writes into a new topic's file that are not zeros")
                    .isEmpty();
        }
    }
}
