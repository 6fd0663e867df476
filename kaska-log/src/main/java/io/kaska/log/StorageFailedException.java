package io.kaska.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The disk failed: the queue takes no more messages until it is opened again; what can be read is read. */
public final class StorageFailedException extends IOException {
    private static final long serialVersionUID = 1;

    StorageFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
