package io.kaska.log;

import java.io.IOException;

/**
 * What was to be flushed could not be opened, so that the disk was not asked: unlike a flush that failed it can be tried
 * again.
 */
public final class NotFlushedException extends IOException {
    private static final long serialVersionUID = 1;

    NotFlushedException(Throwable cause) {
        super("it cannot be made safe now, and may be later: " + cause.getMessage(), cause);
    }
}
