package io.kaska.server;

import java.time.Duration;

/** When a broker of a test flushes. */
enum FsyncMode {
    ALWAYS,
    INTERVAL,
    NEVER;

    KaskaBroker.Builder applyTo(KaskaBroker.Builder builder) {
        return switch (this) {
            case ALWAYS -> builder.fsyncAlways();
            case INTERVAL -> builder.fsyncInterval(Duration.ofMillis(100));
            case NEVER -> builder.fsyncNever();
        };
    }
}
