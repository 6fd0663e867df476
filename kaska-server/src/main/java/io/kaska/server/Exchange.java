package io.kaska.server;

import io.kaska.broker.RefusedException;
import io.kaska.broker.RefusedException.Reason;
import io.kaska.protocol.ErrorBody;
import io.kaska.protocol.Names;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request after the other on one connection, as its handlers see it: the body, of which exactly the size in the
 * header is read whatever happens, so that the stream stays in step; and the answer, sent by one write.
 *
 * <p>For the thread of the connection. Small bodies and answers use the connection's own few bytes; a larger body
 * borrows a buffer until {@link #end}.
 */
final class Exchange {
    private static final int IN_SIZE = 192;
    private static final int OUT_SIZE = 64;

    final Peer peer;

    private final ScratchPool scratchPool;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private @Nullable ByteBuffer scratch;
    private int unread; // bytes of the body
    private boolean answered;

    Exchange(Peer peer, ScratchPool scratchPool) {
        this.peer = peer;
        this.scratchPool = scratchPool;
        ByteBuffer own = ByteBuffer.allocateDirect(IN_SIZE + OUT_SIZE);
        in = own.slice(0, IN_SIZE);
        out = own.slice(IN_SIZE, OUT_SIZE);
    }

    /** The room for headers; what is in there is lost with the next read of a small body. */
    ByteBuffer in(int size) {
        return in.clear().limit(size);
    }

    void begin(RequestHeader header) {
        unread = header.size();
        answered = false;
    }

    // --- the body

    /** How many bytes of the body were not read yet. */
    int unread() {
        return unread;
    }

    /** Refuses a body of another size. */
    void expectSize(int size) throws RefusedException {
        if (unread != size) {
            throw invalid(
                    "the request has %d bytes behind its header, but this operation takes %d".formatted(unread, size));
        }
    }

    /** Reads the next bytes of the body; the buffer is valid until the next read. */
    ByteBuffer read(int size) throws IOException, RefusedException {
        assert size <= unread;
        ByteBuffer to = size <= IN_SIZE ? in : scratch();
        to.clear().limit(size);
        readInto(to);
        return to.flip();
    }

    /** Reads the next bytes of the body into the buffer's room. */
    void readInto(ByteBuffer to) throws IOException {
        unread -= to.remaining();
        peer.readFully(to);
    }

    /** Fills the buffer's room with bytes of the body, as many as it takes and there are. */
    void readSome(ByteBuffer to) throws IOException {
        int limit = to.limit();
        to.limit(Math.min(limit, to.position() + unread));
        readInto(to);
        to.limit(limit);
    }

    /** Reads the rest of the body as a name. */
    ByteBuffer readName() throws IOException, RefusedException {
        if (unread > ScratchPool.SIZE) {
            throw new RefusedException(Reason.INVALID_NAME, "the name has " + unread + " bytes");
        }
        ByteBuffer name = read(unread);
        checkName(name);
        return name;
    }

    static void checkName(ByteBuffer name) throws RefusedException {
        String problem = Names.problemOf(name);
        if (problem != null) {
            throw new RefusedException(Reason.INVALID_NAME, problem);
        }
    }

    private ByteBuffer scratch() throws RefusedException {
        if (scratch == null) {
            scratch = scratchPool.take();
        }
        return scratch;
    }

    static RefusedException invalid(String problem) {
        return new RefusedException(Reason.INVALID_REQUEST, problem);
    }

    // --- the answer

    void answer() throws IOException {
        send(start(0).flip());
    }

    void answer(int value) throws IOException {
        send(start(Integer.BYTES).putInt(value).flip());
    }

    void answer(long value) throws IOException {
        send(start(Long.BYTES).putLong(value).flip());
    }

    void answer(int first, long second) throws IOException {
        send(start(Integer.BYTES + Long.BYTES).putInt(first).putLong(second).flip());
    }

    void answer(long first, long second) throws IOException {
        send(start(2 * Long.BYTES).putLong(first).putLong(second).flip());
    }

    /** With a body that has memory of its own. */
    void answer(ByteBuffer body) throws IOException {
        answer(Status.OK, body);
    }

    void refuse(RefusedException refusal) throws IOException {
        refuse(Statuses.of(refusal.reason()), refusal.value(), Statuses.text(refusal));
    }

    void refuse(Status status, long value, String text) throws IOException {
        answer(status, new ErrorBody(value, text).toBytes());
    }

    private void answer(Status status, ByteBuffer body) throws IOException {
        ByteBuffer header = out.clear();
        new ResponseHeader(status.code(), 0, body.remaining()).put(header);
        ByteBuffer[] both = {header.flip(), body};
        answered = true;
        peer.write(both, both.length, header.remaining() + body.remaining());
    }

    boolean isAnswered() {
        return answered;
    }

    /** Says that the answer is given, or will be, by other means. */
    void answeredElsewhere() {
        answered = true;
    }

    private ByteBuffer start(int bodySize) {
        new ResponseHeader(Status.OK.code(), 0, bodySize).put(out.clear());
        return out;
    }

    private void send(ByteBuffer answer) throws IOException {
        answered = true;
        peer.write(answer);
    }

    /** Throws away what is left of the body, and gives back what was borrowed. */
    void end() throws IOException {
        assert answered;
        if (unread > 0) {
            skip(bufferToSkip());
        }
        giveBackScratch();
    }

    private void skip(ByteBuffer to) throws IOException {
        while (unread > 0) {
            readSome(to.clear());
        }
    }

    private ByteBuffer bufferToSkip() {
        try {
            return unread > IN_SIZE ? scratch() : in;
        } catch (RefusedException e) {
            return in; // slower, but it needs nothing
        }
    }

    /** When the connection ends. */
    void giveBackScratch() {
        if (scratch != null) {
            scratchPool.giveBack(scratch);
            scratch = null;
        }
    }
}
