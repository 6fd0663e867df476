package io.kaska.client;

import io.kaska.protocol.ErrorBody;
import io.kaska.protocol.Operation;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.RetentionFields;
import io.kaska.protocol.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads one response after another from a channel that does not block, and keeps what it has of an unfinished one.
 * Used by the thread that leads the reading, which may change in the middle of a response.
 *
 * <p>An answer of a fixed size is asked for together with its header. That never reads into the next response, as an
 * error in its place is at least as long as the 16 bytes asked for at most.
 */
final class ResponseReader {
    private static final int FIRST_READ_SIZE = ResponseHeader.SIZE + Long.BYTES;
    private static final int LARGEST_ERROR = Long.BYTES + ErrorBody.MAX_TEXT_SIZE;

    private final ReceiveBuffer buffers = new ReceiveBuffer();
    private final ByteBuffer head = ByteBuffer.allocateDirect(ResponseHeader.SIZE + Integer.BYTES + Long.BYTES);

    private boolean headed;
    private int status;
    private int flags;
    private int size;
    /** Where the body goes: {@link #head} if its size is fixed, null if it is thrown away. */
    private @Nullable ByteBuffer target;

    private int toThrowAway;

    /**
     * Takes what is there of the answer to a call.
     *
     * @return whether the answer is complete; the call is then completed
     * @throws EOFException if the peer has closed the connection
     * @throws MalformedAnswerException if the bytes are no answer to the call
     */
    boolean read(ReadableByteChannel channel, PendingCall call) throws IOException {
        if (!headed && !readHeader(channel, call)) {
            return false;
        }
        if (target == null ? !throwAway(channel) : !fill(channel, target)) {
            return false;
        }
        complete(call);
        headed = false;
        target = null;
        head.clear();
        return true;
    }

    /** Whether the peer is silent, as it has to be while nothing is asked for. */
    boolean isSilent(ReadableByteChannel channel) throws IOException {
        return channel.read(head.clear().limit(1)) == 0;
    }

    private boolean readHeader(ReadableByteChannel channel, PendingCall call) throws IOException {
        int expected = Math.max(0, call.request().answerSize());
        head.limit(Math.min(ResponseHeader.SIZE + expected, FIRST_READ_SIZE));
        fill(channel, head);
        if (head.position() < ResponseHeader.SIZE) {
            return false;
        }
        int filled = head.position();
        ResponseHeader header = ResponseHeader.get(head.position(0));
        head.position(filled);
        status = header.status();
        flags = header.flags();
        size = header.size();
        check(call.request());
        makeRoom(call);
        headed = true;
        return true;
    }

    /** A size is believed only within what the request can have for an answer: memory is taken for it next. */
    private void check(Request request) throws MalformedAnswerException {
        int fixed = request.answerSize();
        boolean ok = status == Status.OK.code();
        int least = ok ? Math.max(0, fixed) : Long.BYTES;
        int most = !ok ? LARGEST_ERROR : fixed == Request.VARIABLE ? request.largestAnswer() : fixed;
        boolean part = ok && isPart(request.operation());
        if (size < least || size > most || part) {
            throw new MalformedAnswerException("status " + status + " with " + Integer.toUnsignedString(size)
                    + " bytes to " + request.operation() + ", where " + least + " to " + most + " are expected");
        }
    }

    /** Whether only a part of the numbers is there that the operation answers. */
    private boolean isPart(Operation operation) {
        return switch (operation) {
            case OFFSET_FOR_TIME -> size % Long.BYTES != 0;
            case RETENTION -> size != RetentionFields.SIZE;
            default -> false;
        };
    }

    private void makeRoom(PendingCall call) {
        int have = head.position() - ResponseHeader.SIZE;
        boolean ok = status == Status.OK.code();
        if (isFixed(call)) {
            target = head.limit(ResponseHeader.SIZE + size);
        } else if (call.isAbandoned()) {
            target = null;
            toThrowAway = size - have;
        } else {
            target = ok ? buffers.take(size) : ByteBuffer.allocate(size);
            target.put(head.duplicate().flip().position(ResponseHeader.SIZE));
        }
    }

    private boolean isFixed(PendingCall call) {
        return status == Status.OK.code() && call.request().answerSize() != Request.VARIABLE;
    }

    private boolean throwAway(ReadableByteChannel channel) throws IOException {
        while (toThrowAway > 0) {
            ByteBuffer scratch = buffers.scratch(toThrowAway);
            boolean filled = fill(channel, scratch);
            toThrowAway -= scratch.position();
            if (!filled) {
                return false;
            }
        }
        return true;
    }

    private void complete(PendingCall call) {
        if (target == null) {
            call.complete(status, flags, null);
        } else if (isFixed(call)) {
            call.completeFixed(head.flip().position(ResponseHeader.SIZE));
        } else {
            call.complete(status, flags, target.flip());
        }
    }

    /** One read; whether the buffer is full then. */
    private static boolean fill(ReadableByteChannel channel, ByteBuffer to) throws IOException {
        if (to.hasRemaining() && channel.read(to) < 0) {
            throw new EOFException("the broker closed the connection");
        }
        return !to.hasRemaining();
    }
}
