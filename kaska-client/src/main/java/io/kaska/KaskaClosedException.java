package io.kaska;

/** The client was closed. */
public class KaskaClosedException extends KaskaException {
    private static final long serialVersionUID = 1;

    public KaskaClosedException(String message) {
        super(message);
    }
}
