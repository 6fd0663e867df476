package io.kaska.server;

import java.time.Duration;
import java.util.List;

/** When a broker of a test flushes. */
enum FsyncMode {
    ALWAYS,
    INTERVAL,
    NEVER;

    /** They take turns. */
    static FsyncMode ofRound(int round) {
        return List.of(values()).get(round % values().length);
    }

    KaskaBroker.Builder applyTo(KaskaBroker.Builder builder) {
        return switch (this) {
            case ALWAYS -> builder.fsyncAlways();
            case INTERVAL -> builder.fsyncInterval(Duration.ofMillis(100));
            case NEVER -> builder.fsyncNever();
        };
    }
}
