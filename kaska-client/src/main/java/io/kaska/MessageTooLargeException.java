package io.kaska;

/** The message, or the messages of one send together, are larger than the broker takes. */
public class MessageTooLargeException extends KaskaException {
    private static final long serialVersionUID = 1;

    public MessageTooLargeException(String message) {
        super(message);
    }
}
