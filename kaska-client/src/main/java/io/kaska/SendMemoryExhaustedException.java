package io.kaska;

/** The memory for unsent messages is used up, and the client was built to fail then. */
public class SendMemoryExhaustedException extends KaskaException {
    private static final long serialVersionUID = 1;

    public SendMemoryExhaustedException(String message) {
        super(message);
    }
}
