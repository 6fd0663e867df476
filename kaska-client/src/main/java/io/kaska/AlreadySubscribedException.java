package io.kaska;

/** The client is subscribed already; a subscription is not incremental. */
public class AlreadySubscribedException extends KaskaException {
    private static final long serialVersionUID = 1;

    public AlreadySubscribedException(String message) {
        super(message);
    }
}
