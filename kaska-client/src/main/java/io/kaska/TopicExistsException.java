package io.kaska;

/** There is a topic of that name already. */
public class TopicExistsException extends KaskaException {
    private static final long serialVersionUID = 1;

    public TopicExistsException(String message) {
        super(message);
    }
}
