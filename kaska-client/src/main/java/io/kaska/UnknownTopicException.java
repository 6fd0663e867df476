package io.kaska;

/** There is no topic of that name. */
public class UnknownTopicException extends KaskaException {
    private static final long serialVersionUID = 1;

    public UnknownTopicException(String message) {
        super(message);
    }
}
