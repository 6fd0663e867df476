package io.kaska;

/** The calling thread was interrupted. Its interrupt flag is set; the client and its other users go on. */
public class KaskaInterruptedException extends KaskaException {
    private static final long serialVersionUID = 1;

    /** Whether the request may have been carried out. */
    private final boolean outcomeUnknown;

    public KaskaInterruptedException(String message, boolean outcomeUnknown) {
        super(message);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** Whether the broker may have carried the request out, or may still do so. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
