package io.kaska.log;

import org.jspecify.annotations.Nullable;

/** Where a batch was found. For one thread, and used again for the next batch. */
final class BatchPlace {
    private @Nullable Segments segments;
    private long position;

    void set(Segments where, long at) {
        segments = where;
        position = at;
    }

    boolean isSet() {
        return segments != null;
    }

    Segments segments() {
        if (segments == null) {
            throw new AssertionError("no batch was found yet");
        }
        return segments;
    }

    long position() {
        return position;
    }
}
