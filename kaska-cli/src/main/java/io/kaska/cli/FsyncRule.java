package io.kaska.cli;

import io.kaska.server.KaskaBroker;
import java.time.Duration;

/** When messages are flushed, as it is said on the command line. */
enum FsyncRule {
    ALWAYS,
    INTERVAL,
    NEVER;

    /** @throws IllegalArgumentException that says what would be right */
    static FsyncRule parse(String text) {
        return switch (text) {
            case "always" -> ALWAYS;
            case "interval" -> INTERVAL;
            case "never" -> NEVER;
            default -> throw new IllegalArgumentException("'" + text + "' is none of always, interval and never");
        };
    }

    void applyTo(KaskaBroker.Builder broker, Duration interval) {
        switch (this) {
            case ALWAYS -> broker.fsyncAlways();
            case INTERVAL -> broker.fsyncInterval(interval);
            case NEVER -> broker.fsyncNever();
        }
    }
}
