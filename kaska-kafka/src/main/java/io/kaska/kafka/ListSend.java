package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import io.kaska.OutgoingMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are appended as one, and what became of them. They are one batch, so that all of them are answered alike,
 * one behind the other.
 */
final class ListSend implements Callback {
    /** How much larger a batch may be taken for, where it is compressed and nobody knows how well. */
    private static final double DOUBT = 1.2;

    private static final int BATCH_HEADER = 1_024;

    private final KnownTopic topic;
    private final List<OutgoingMessage> messages;
    private final long size;
    private final CompletableFuture<Long> settled = new CompletableFuture<>();
    private int answered;

    ListSend(KnownTopic topic, List<OutgoingMessage> messages) {
        this.topic = topic;
        this.messages = messages;
        this.size =
                BATCH_HEADER + messages.stream().mapToLong(Records::largestSize).sum();
    }

    KnownTopic topic() {
        return topic;
    }

    List<OutgoingMessage> messages() {
        return messages;
    }

    /** What it takes as a batch at most, in bytes. */
    long size() {
        return size;
    }

    /** The size of a batch that surely has room for all of it. */
    long room() {
        return (long) (size * DOUBT);
    }

    /** The offset of the first, or why it has none. */
    CompletableFuture<Long> settled() {
        return settled;
    }

    void fail(RuntimeException problem) {
        settled.completeExceptionally(problem);
    }

    @Override
    public synchronized void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
        answered++;
        if (problem != null) {
            fail(Failures.of(problem, topic.name(), true));
        } else if (answered == messages.size()) {
            if (metadata != null && metadata.hasOffset()) {
                settled.complete(metadata.offset() - answered + 1);
            } else {
                fail(new KaskaConnectionException(
                        "the messages were appended, but their offsets are not known", true, null));
            }
        }
    }
}
