package io.kaska.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.cli.Launcher.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void saysItsVersionAndNothingElse() {
        Launcher.run(Map.of(), "", "--version"); // what is not prepared yet is prepared here, with some words
        Outcome outcome = Launcher.run(Map.of(), "", "--version");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("kaska ").hasLineCount(1);
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void canBeCalledThroughALinkInAFolderWithSpaces() throws IOException {
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("two words")).resolve("k"), Launcher.ROOT.resolve("kaska"));
        try (Launcher launcher = Launcher.start(link, Map.of(), "--help")) {
            assertThat(launcher.finish().exitCode()).isZero();
        }
    }

    @Test
    void takesNoNoticeOfAJavaHomeThatIsNoJdk() {
        assertThat(Launcher.run(Map.of("JAVA_HOME", folder.toString()), "", "--version")
                        .exitCode())
                .isZero();
    }

    @Test
    void handsOptionsToTheJvm() {
        Outcome outcome = Launcher.run(Map.of("KASKA_JAVA_OPTS", "-Xmx64m -showversion"), "", "--version");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).contains("64-Bit");
    }

    @Test
    void aCacheThatDoesNotFitIsNotHeardOf() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.aot"), "this is no cache");
        Outcome outcome = Launcher.run(Map.of("KASKA_JAVA_OPTS", "-XX:AOTCache=" + broken), "", "--version");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("kaska ").hasLineCount(1);
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void namesOfClientsAreReadAsUtf8WithoutALocale() {
        String shell = "exec \"$0\" shell \"$(printf 'jos\\303\\251')\" --port \"$1\"";
        String launcher = Launcher.ROOT.resolve("kaska").toString();
        try (Launcher broker = Launcher.broker()) {
            int port = broker.awaitPort();
            try (Kaska kaska = Kaska.connect("localhost", port);
                    Launcher started = Launcher.start(
                            Path.of("/bin/sh"), Map.of("LC_ALL", "C"), "-c", shell, launcher, "" + port)) {
                started.type("create t\ncommit t 5\n");
                assertThat(started.finish().exitCode()).isZero();
                assertThat(kaska.committed("jos\u00e9", "t")).isEqualTo(5);
            }
        }
    }

    @Test
    void testTakesNoOtherOptionThanLong() {
        Outcome outcome = Launcher.run(Map.of(), "", "test", "--short");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("usage: kaska test [--long]\n");
    }
}
