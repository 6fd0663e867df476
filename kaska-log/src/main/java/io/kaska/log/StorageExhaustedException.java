package io.kaska.log;

import java.io.IOException;

/** There is no room left to store more; what is stored stays readable, and a later try may succeed. */
public final class StorageExhaustedException extends IOException {
    private static final long serialVersionUID = 1;

    /** The limit that was reached, in bytes. */
    private final long limit;

    /** @param limit the limit that was reached, in bytes */
    public StorageExhaustedException(String message, long limit) {
        super(message);
        this.limit = limit;
    }

    /** The limit that was reached, in bytes. */
    public long limit() {
        return limit;
    }
}
