package io.kaska.log;

import java.io.IOException;

/** The queue was closed: its topic is deleted, or the broker stops. */
public final class QueueClosedException extends IOException {
    private static final long serialVersionUID = 1;

    QueueClosedException() {
        super("the queue is closed");
    }
}
