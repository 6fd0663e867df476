package io.kaska.protocol;

import org.jspecify.annotations.Nullable;

/** The operations, by the first byte of a request. 0 is none, so that a stream of zeros is no request. */
public enum Operation {
    CREATE_TOPIC(1),
    RESOLVE_TOPIC(2),
    DELETE_TOPIC(3),
    COUNT_TOPICS(4),
    LIST_TOPICS(5),
    SEND(6),
    SEND_BATCH(7),
    FETCH(8),
    MESSAGE_LENGTH(9),
    END_OFFSET(10),
    COMMIT(11),
    COMMITTED(12),
    EARLIEST_OFFSET(13),
    OFFSET_FOR_TIME(14),
    // Kept free for: 15 authenticate.
    TRIM_TOPIC(16),
    RETENTION(17),
    SEND_DATED(18),
    LIST_CLIENTS(19);

    private static final @Nullable Operation[] BY_CODE = new @Nullable Operation[256];

    static {
        for (Operation operation : values()) {
            BY_CODE[operation.code] = operation;
        }
    }

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    /** The byte on the wire, 1 to 255. */
    public int code() {
        return code;
    }

    /** The flags that a request of this operation may have. */
    public int flags() {
        return switch (this) {
            case SEND, SEND_BATCH, SEND_DATED -> MessageHead.FLAG;
            default -> 0;
        };
    }

    /** The operation of a byte on the wire, or null if this version knows none. */
    public static @Nullable Operation ofCode(int code) {
        return BY_CODE[code & 0xFF];
    }
}
