package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The contract where every read and write of a socket moves one byte, on both sides: see {@code one-byte-sockets.c}. */
class OneByteAcceptanceIT {
    @TempDir
    private Path folder;

    @Test
    void holdsWhereSocketsMoveOneByte() throws Exception {
        CLibrary.plain();
        String library = folder.resolve("one-byte-sockets.so").toString();
        CLibrary.Result built = CLibrary.run(
                Map.of(),
                "cc",
                "-shared",
                "-fPIC",
                "-O2",
                "-o",
                library,
                "src/test/resources/one-byte-sockets.c",
                "-ldl");
        assertThat(built.isGood()).as(built.output()).isTrue();
        List<String> options = List.of("-Dkaska.long=" + LongForm.ON);
        try (ChildJvm suite = ChildJvm.runUnder(List.of("env", "LD_PRELOAD=" + library), options, Suite.class)) {
            List<String> lines = suite.linesToTheEnd();
            assertThat(lines).as(String.join("\n", lines)).element(0).isEqualTo("failed 0");
            assertThat(Integer.parseInt(lines.get(1))).isGreaterThan(300);
        }
    }

    /** Runs the suite, and prints how many tests failed, how many passed, and what was wrong. */
    static final class Suite {
        private Suite() {}

        public static void main(String[] args) throws IOException {
            if (!Files.readString(Path.of("/proc/self/maps")).contains("one-byte-sockets.so")) {
                throw new IllegalStateException("the library was not loaded");
            }
            var listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(OneByteSuite.class))
                                    .build(),
                            listener);
            var summary = listener.getSummary();
            System.out.println("failed " + summary.getTotalFailureCount());
            System.out.println(summary.getTestsSucceededCount());
            summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 20);
        }
    }
}
