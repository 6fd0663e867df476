package io.kaska.log;

import java.io.IOException;

/** What lies on the disk is not what was written. The message names the file, the position, what was expected, and what was found. */
public final class DamagedBatchException extends IOException {
    private static final long serialVersionUID = 1;

    /** The first offset behind the damage. */
    private final long next;

    DamagedBatchException(String message, long next) {
        super(message);
        this.next = next;
    }

    /** The first offset behind the damage, at which reading can go on. */
    public long next() {
        return next;
    }
}
