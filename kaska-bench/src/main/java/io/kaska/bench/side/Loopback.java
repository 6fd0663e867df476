package io.kaska.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What crossed the loopback interface so far, by the counters of {@code /proc/net/dev}: packets with their TCP/IP heads,
 * acknowledgements too, of every program of this machine. So a figure holds where nobody else talks over it.
 */
public final class Loopback {
    private static final Path DEVICES = Path.of("/proc/net/dev");
    private static final String NAME = "lo:";
    private static final int SENT_BYTES = 8;

    private Loopback() {}

    /** The bytes sent over it, which are those received; empty where the system does not tell. */
    public static OptionalLong bytes() {
        if (!Files.isReadable(DEVICES)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(DEVICES).stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith(NAME))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(NAME.length()).strip().split("\\s+", -1)[SENT_BYTES]))
                    .findFirst();
        } catch (IOException e) {
            throw new BenchException("cannot read " + DEVICES + ": " + e.getMessage(), e);
        }
    }
}
