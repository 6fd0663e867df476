package io.kaska.bench.side;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where brokers keep messages.
 *
 * @param data an existing folder, in which each gets one of its own; none for memory
 */
public record Storage(Optional<Path> data, Fsync fsync) {
    /** When messages are flushed to the disk. */
    public enum Fsync {
        NEVER,
        INTERVAL,
        ALWAYS
    }

    /** As a word or two say it. */
    public String words() {
        return data.isEmpty() ? "memory" : "disk, fsync " + word();
    }

    /** When messages are flushed, as a word says it. */
    public String word() {
        return switch (fsync) {
            case NEVER -> "never";
            case INTERVAL -> "interval";
            case ALWAYS -> "always";
        };
    }
}
