package io.kaska;

import org.jspecify.annotations.Nullable;

/** The root of all errors that are not a wrong argument. The message says what, where, and what would be right. */
public class KaskaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KaskaException(String message) {
        super(message);
    }

    public KaskaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
