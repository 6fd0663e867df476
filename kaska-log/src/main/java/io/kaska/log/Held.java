package io.kaska.log;

/** Memory that somebody uses, and that stays until it is released. */
interface Held {
    /** Keeps the memory until {@link #release}; false if it is gone or about to go, and nothing is held. */
    boolean tryHold();

    /** Ends one {@link #tryHold}; the last one out gives the memory back. */
    void release();
}
