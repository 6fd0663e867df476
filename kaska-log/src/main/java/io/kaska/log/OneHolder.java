package io.kaska.log;

import org.jspecify.annotations.Nullable;

/** Holds the memory of one batch, for a look. For one thread. */
final class OneHolder implements Holder {
    private @Nullable Held held;

    @Override
    public boolean holds(Held memory) {
        return memory.equals(held);
    }

    @Override
    public void takeOver(Held memory) {
        release();
        held = memory;
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
