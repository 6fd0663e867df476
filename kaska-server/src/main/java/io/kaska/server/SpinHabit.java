package io.kaska.server;

/**
 * Whether it paid to look at a peer's socket before sleeping. After a look in vain the next wait begins with sleep, after
 * another one the next three, and so on: a peer that pauses between its requests costs a look now and then, and the core
 * belongs to those who work. One success forgets it all. For the thread of the connection.
 */
final class SpinHabit {
    private static final int MOST_SKIPPED = 63;

    private int toSkip;
    private int skippedLast;

    /** Whether to look this time. */
    boolean wantsLook() {
        if (toSkip > 0) {
            toSkip--;
            return false;
        }
        return true;
    }

    /** Learns from a look. */
    void looked(boolean found) {
        skippedLast = found ? 0 : Math.min(2 * skippedLast + 1, MOST_SKIPPED);
        toSkip = skippedLast;
    }
}
