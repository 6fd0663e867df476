package io.kaska.broker;

import static io.kaska.broker.NameSamples.buffer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM under {@code LC_ALL=C} refuses every path that is not ASCII. */
class CommittedOffsetsInALocaleWithoutUnicodeIT {

    /** The child: commits under every nasty name, and reads back what it and its parent committed. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            List<String> names = NameSamples.nasty();
            System.out.println(System.getProperty("sun.jnu.encoding"));
            try (var offsets = CommittedOffsets.inDirectory(Path.of(args[0]))) {
                for (int i = 0; i < names.size(); i++) {
                    OptionalLong parents = offsets.committed(buffer(names.get(i)), buffer("ñ"));
                    if (!parents.equals(OptionalLong.of(i))) {
                        throw new IOException("offset " + parents + " of name " + i);
                    }
                    offsets.commit(buffer(names.get(i)), buffer(names.get(i)), 1_000 + i);
                }
            }
        }
    }

    @Test
    void keepsAndFindsEveryName(@TempDir Path temp) throws Exception {
        Path folder = Files.createDirectory(temp.resolve("offsets"));
        List<String> names = NameSamples.nasty();
        try (var offsets = CommittedOffsets.inDirectory(folder)) {
            for (int i = 0; i < names.size(); i++) {
                offsets.commit(buffer(names.get(i)), buffer("ñ"), i);
            }
        }
        runChild(temp, folder);
        try (var offsets = CommittedOffsets.inDirectory(folder)) {
            for (int i = 0; i < names.size(); i++) {
                assertThat(offsets.committed(buffer(names.get(i)), buffer(names.get(i))))
                        .hasValue(1_000 + i);
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(folder::relativize).map(Path::toString)).allMatch(path -> path.matches("[ -~]*"));
        }
    }

    private static void runChild(Path temp, Path folder) throws Exception {
        Path output = temp.resolve("output");
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString());
        builder.environment().put("LC_ALL", "C");
        Process child = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output))
                .contains("ANSI_X3.4-1968"); // else the locale was not what the test is about
    }
}
