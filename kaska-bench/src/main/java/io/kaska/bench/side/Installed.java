package io.kaska.bench.side;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of this machine. */
public final class Installed {
    private Installed() {}

    /**
     * Where a program is.
     *
     * @throws BenchException if it is on no folder of the path
     */
    public static Path find(String program) {
        String folders = System.getenv("PATH");
        return Arrays.stream((folders == null ? "" : folders).split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new BenchException(program + " is not installed, and is needed to compare with it"));
    }
}
