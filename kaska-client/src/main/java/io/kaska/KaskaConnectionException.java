package io.kaska;

import org.jspecify.annotations.Nullable;

/** The broker cannot be reached, or the connection broke. The next call connects anew. */
public class KaskaConnectionException extends KaskaException {
    private static final long serialVersionUID = 1;

    /** Whether the request may have been carried out. */
    private final boolean outcomeUnknown;

    public KaskaConnectionException(String message, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /**
     * Whether the broker may have carried the request out: true once some of it may have reached the broker and no
     * answer came, false if nothing of it can have been done.
     */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
