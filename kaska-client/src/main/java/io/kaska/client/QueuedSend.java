package io.kaska.client;

import io.kaska.OutgoingMessage;
import io.kaska.spi.SendLayout;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message of {@link SendQueue} and what became of it. The sender sets the result, then settles it under the queue's
 * lock, and completes the future at the very end, with no lock held.
 */
final class QueuedSend {
    private final String topic;
    private final OutgoingMessage message;
    private final long size;
    private final CompletableFuture<Long> future = new CompletableFuture<>();
    private long offset;
    private @Nullable Throwable problem;
    private boolean settled;

    QueuedSend(String topic, OutgoingMessage message) {
        this.topic = topic;
        this.message = message;
        this.size = SendLayout.sizeAlone(message);
    }

    String topic() {
        return topic;
    }

    OutgoingMessage message() {
        return message;
    }

    /** In bytes, with its head. */
    long size() {
        return size;
    }

    /** The application's, which may do with it what it likes. */
    CompletableFuture<Long> future() {
        return future;
    }

    void succeed(long atOffset) {
        offset = atOffset;
    }

    void fail(Throwable why) {
        problem = why;
    }

    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }

    void complete() {
        if (problem == null) {
            future.complete(offset);
        } else {
            future.completeExceptionally(problem);
        }
    }
}
