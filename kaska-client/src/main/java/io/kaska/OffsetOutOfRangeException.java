package io.kaska;

/**
 * A topic has no message of that offset and will never have, since it was trimmed or does not keep it any more; or it
 * cannot be trimmed to there.
 */
public class OffsetOutOfRangeException extends KaskaException {
    private static final long serialVersionUID = 1;

    private final long earliest;

    /**
     * With a text for people.
     *
     * @param earliest the topic's earliest offset
     */
    public OffsetOutOfRangeException(String message, long earliest) {
        super(message);
        this.earliest = earliest;
    }

    /** The topic's earliest offset when the broker was asked: from there on it can be read. */
    public long earliest() {
        return earliest;
    }
}
