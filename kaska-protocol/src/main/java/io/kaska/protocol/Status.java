package io.kaska.protocol;

import org.jspecify.annotations.Nullable;

/** How a request ended, by the first byte of a response. What each one's {@link ErrorBody#value} means is beside it. */
public enum Status {
    OK(0),
    UNKNOWN_TOPIC(1),
    /** Value: the id of the topic that has the name. */
    TOPIC_EXISTS(2),
    /** Value: the largest size that the broker takes, in bytes. */
    MESSAGE_TOO_LARGE(3),
    NO_COMMITTED_OFFSET(4),
    /** Value: the limit that was reached, in bytes. */
    STORAGE_FULL(5),
    /** Value: in a fetch the offset at which reading can go on behind what is damaged; else 0. */
    STORAGE_FAILED(6),
    INVALID_NAME(7),
    INVALID_REQUEST(8),
    UNKNOWN_OPERATION(9),
    /** In a hello only: the peer does not speak this protocol. */
    NOT_KASKA(10),
    /** In a hello only: no version in common. */
    UNSUPPORTED_VERSION(11),
    /** In a hello only. */
    TOO_MANY_CONNECTIONS(12),
    SHUTTING_DOWN(13),
    INTERNAL_ERROR(14),
    /** Value: the topic's earliest offset. */
    OFFSET_OUT_OF_RANGE(15);
    // Kept free for: 16 not authenticated, 17 not allowed.

    private static final Status[] BY_CODE = values();

    private final int code;

    Status(int code) {
        this.code = code;
    }

    /** The byte on the wire, 0 to 255. */
    public int code() {
        return code;
    }

    /** The status of a byte on the wire, or null if this version knows none. */
    public static @Nullable Status ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
