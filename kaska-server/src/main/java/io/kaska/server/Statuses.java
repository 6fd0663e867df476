package io.kaska.server;

import io.kaska.broker.RefusedException;
import io.kaska.protocol.Status;

/** What the engine's refusals are on the wire. */
final class Statuses {
    private Statuses() {}

    static Status of(RefusedException.Reason reason) {
        return switch (reason) {
            case UNKNOWN_TOPIC -> Status.UNKNOWN_TOPIC;
            case TOPIC_EXISTS -> Status.TOPIC_EXISTS;
            case MESSAGE_TOO_LARGE -> Status.MESSAGE_TOO_LARGE;
            case NO_COMMITTED_OFFSET -> Status.NO_COMMITTED_OFFSET;
            case STORAGE_FULL -> Status.STORAGE_FULL;
            case STORAGE_FAILED -> Status.STORAGE_FAILED;
            case INVALID_NAME -> Status.INVALID_NAME;
            case INVALID_REQUEST -> Status.INVALID_REQUEST;
            case OFFSET_OUT_OF_RANGE -> Status.OFFSET_OUT_OF_RANGE;
        };
    }

    static String text(RefusedException refusal) {
        String text = refusal.getMessage();
        return text == null ? refusal.reason().toString() : text;
    }
}
