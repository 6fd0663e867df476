package io.kaska.spi;

import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.MessageTooLargeException;
import io.kaska.NoCommittedOffsetException;
import io.kaska.OffsetOutOfRangeException;
import io.kaska.StorageException;
import io.kaska.StorageFullException;
import io.kaska.TopicExistsException;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.Status;

/** Which exception of the client library stands for which status of the protocol. */
public final class Errors {
    private Errors() {}

    /**
     * The exception of a status.
     *
     * @param status not {@link Status#OK}
     * @param value as the status says
     * @param text the reason for people; where it is empty the status speaks for itself
     */
    public static KaskaException toException(Status status, long value, String text) {
        String reason = text.isEmpty() ? "the broker answers " + status : text;
        return switch (status) {
            case UNKNOWN_TOPIC -> new UnknownTopicException(reason);
            case TOPIC_EXISTS -> new TopicExistsException(reason);
            case MESSAGE_TOO_LARGE -> new MessageTooLargeException(reason);
            case NO_COMMITTED_OFFSET -> new NoCommittedOffsetException(reason);
            case STORAGE_FULL -> new StorageFullException(reason);
            case STORAGE_FAILED -> new StorageException(reason);
            case OFFSET_OUT_OF_RANGE -> new OffsetOutOfRangeException(reason, value);
            case NOT_KASKA, UNSUPPORTED_VERSION, TOO_MANY_CONNECTIONS, SHUTTING_DOWN ->
                new KaskaConnectionException(reason, false, null);
            case INVALID_NAME, INVALID_REQUEST, UNKNOWN_OPERATION, INTERNAL_ERROR, OK -> new KaskaException(reason);
        };
    }
}
