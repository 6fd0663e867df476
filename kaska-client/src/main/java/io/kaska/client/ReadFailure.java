package io.kaska.client;

import io.kaska.KaskaException;
import io.kaska.StorageException;
import io.kaska.protocol.Names;
import io.kaska.protocol.SectionError;
import io.kaska.protocol.Status;
import io.kaska.spi.Errors;
import java.util.OptionalLong;

/**
 * Why a topic cannot be read at its position: what it has to give in place of a message. Immutable.
 *
 * @param resetTo the offset to go on at without a word, if the client was built so
 * @param foundNanos when the broker said so
 */
record ReadFailure(SectionError error, OptionalLong resetTo, long foundNanos) {
    /** What a poll throws for it. */
    KaskaException toException(String topic, long position) {
        Status status = Status.ofCode(error.status());
        String text = "topic " + Names.shown(topic) + " cannot be read at the position " + position + ": "
                + (error.text().isEmpty() ? "status " + error.status() : error.text());
        if (status == null) {
            return new KaskaException(text);
        }
        if (status == Status.STORAGE_FAILED) {
            return new StorageException(
                    error.value() > position ? text + "; seek to " + error.value() + " to go on behind it" : text);
        }
        return Errors.toException(status, error.value(), text);
    }
}
