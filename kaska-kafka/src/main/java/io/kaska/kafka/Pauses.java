package io.kaska.kafka;

import io.kaska.KaskaInterruptedException;

/** Waits between two looks at something that the cluster does in its own time. */
final class Pauses {
    private Pauses() {}

    /** What was asked for before goes on, whoever is interrupted here. */
    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while the nodes of the cluster learn of it", true);
        }
    }
}
