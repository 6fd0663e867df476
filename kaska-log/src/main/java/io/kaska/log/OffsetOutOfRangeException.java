package io.kaska.log;

import java.io.IOException;

/** The queue has no message of that offset, and cannot have: it was trimmed there, or ends before. */
public final class OffsetOutOfRangeException extends IOException {
    private static final long serialVersionUID = 1;

    private final long earliest;

    OffsetOutOfRangeException(long offset, long earliest, long end) {
        super("offset %d is out of the range [%d, %d)".formatted(offset, earliest, end));
        this.earliest = earliest;
    }

    /** The first offset that can be read. */
    public long earliest() {
        return earliest;
    }
}
