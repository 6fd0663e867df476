package io.kaska;

/** Nothing was ever committed under that client's name for that topic. */
public class NoCommittedOffsetException extends KaskaException {
    private static final long serialVersionUID = 1;

    public NoCommittedOffsetException(String message) {
        super(message);
    }
}
