package io.kaska.cli.migrate;

import io.kaska.KaskaException;
import java.time.Duration;

/** Waiting for time to pass. */
final class Pauses {
    private Pauses() {}

    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaException("interrupted", e);
        }
    }
}
