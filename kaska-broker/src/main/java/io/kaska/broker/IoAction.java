package io.kaska.broker;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Something done with files that gives a result or fails. */
@FunctionalInterface
interface IoAction<T> {
    T run() throws IOException;

    /**
     * Runs an action to its end whether the calling thread is interrupted or not, and gives the interrupt back
     * afterwards. An interrupt closes a file in use, which would show as a failed disk; so the action begins anew, and
     * has to be one that may.
     */
    static <T> T uninterrupted(IoAction<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
