package io.kaska.broker;

import org.jspecify.annotations.Nullable;

/** The broker does not do what it was asked, and says why. Cheap: it carries no stack trace. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        UNKNOWN_TOPIC,
        /** Value: the id of the topic that has the name. */
        TOPIC_EXISTS,
        /** Value: the largest size taken, in bytes. */
        MESSAGE_TOO_LARGE,
        NO_COMMITTED_OFFSET,
        /** Value: the limit that was reached, in bytes. */
        STORAGE_FULL,
        /** Value: in a read the offset at which it can go on behind what is damaged; else 0. */
        STORAGE_FAILED,
        INVALID_NAME,
        INVALID_REQUEST,
        /** Value: the topic's earliest offset. */
        OFFSET_OUT_OF_RANGE
    }

    private final Reason reason;
    private final long value;

    public RefusedException(Reason reason, String message) {
        this(reason, 0, message, null);
    }

    public RefusedException(Reason reason, long value, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
        this.value = value;
    }

    public Reason reason() {
        return reason;
    }

    /** What the reason says; else 0. */
    public long value() {
        return value;
    }
}
