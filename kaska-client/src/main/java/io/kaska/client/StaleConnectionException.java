package io.kaska.client;

import io.kaska.KaskaConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The connection was found dead before a byte of the request was written, most often because the broker closed it while
 * it was idle. As nothing was sent, the request may go out on a new connection.
 */
final class StaleConnectionException extends KaskaConnectionException {
    private static final long serialVersionUID = 1;

    StaleConnectionException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
