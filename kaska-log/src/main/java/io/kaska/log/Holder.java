package io.kaska.log;

/** Who keeps memory while it is used, and releases it all at once. */
interface Holder {
    /** Whether this is already held by it. */
    boolean holds(Held memory);

    /** Takes over one {@link Held#tryHold}, to be ended by {@link Held#release}. */
    void takeOver(Held memory);
}
