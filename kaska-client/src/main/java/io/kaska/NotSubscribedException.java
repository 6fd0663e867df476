package io.kaska;

/** The client is not subscribed to that topic, or to any. */
public class NotSubscribedException extends KaskaException {
    private static final long serialVersionUID = 1;

    public NotSubscribedException(String message) {
        super(message);
    }
}
