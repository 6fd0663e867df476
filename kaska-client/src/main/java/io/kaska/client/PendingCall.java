package io.kaska.client;

import io.kaska.protocol.ErrorBody;
import io.kaska.protocol.Status;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way and the place for its answer. Made and waited for by one thread, its caller; completed by
 * whoever leads the reading at that moment, who sets the answer's fields before {@link #isDone} becomes true.
 */
final class PendingCall {
    private final Request request;
    private final Thread caller;
    private final long startNanos;
    private final long timeoutNanos;

    private int status;
    private int flags;
    private long value;
    private int topicId;
    private @Nullable ByteBuffer body;
    private volatile boolean done;
    private volatile boolean abandoned;

    PendingCall(Request request, long timeoutNanos) {
        this.request = request;
        this.timeoutNanos = timeoutNanos;
        caller = Thread.currentThread();
        startNanos = System.nanoTime();
    }

    Request request() {
        return request;
    }

    Thread caller() {
        return caller;
    }

    /** How long the caller may still wait; 0 or less when its time is over. */
    long remainingNanos() {
        return timeoutNanos - ageNanos();
    }

    long ageNanos() {
        return System.nanoTime() - startNanos;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    /** The caller will not come back: the answer is to be read and thrown away. */
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    boolean isDone() {
        return done;
    }

    /** Takes an OK answer of a fixed size: nothing, a number, or an id and a number. */
    void completeFixed(ByteBuffer answer) {
        if (answer.remaining() == Integer.BYTES + Long.BYTES) {
            topicId = answer.getInt();
        }
        value = switch (answer.remaining()) {
            case Long.BYTES -> answer.getLong();
            case Integer.BYTES -> answer.getInt() & 0xFFFF_FFFFL;
            default -> 0;
        };
        done = true;
    }

    /** Takes any other answer. */
    void complete(int withStatus, int withFlags, @Nullable ByteBuffer answer) {
        status = withStatus;
        flags = withFlags;
        body = answer;
        done = true;
    }

    boolean isOk() {
        return status == Status.OK.code();
    }

    boolean has(Status expected) {
        return status == expected.code();
    }

    /** The byte of the answer's status. */
    int status() {
        return status;
    }

    /** The flags of an answer without a fixed size. */
    int flags() {
        return flags;
    }

    /** The number of an OK answer of a fixed size; integers of 4 bytes are unsigned. */
    long value() {
        return value;
    }

    /** The topic id of an OK answer to RESOLVE_TOPIC. */
    int topicId() {
        return topicId;
    }

    /** The body of an OK answer without a fixed size. */
    ByteBuffer body() {
        return body == null ? ByteBuffer.allocate(0) : body;
    }

    /** What an answer that is not OK says. */
    ErrorBody error() {
        return ErrorBody.get(body().duplicate());
    }
}
