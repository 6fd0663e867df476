package io.kaska.client;

import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes one request after another to a channel that does not block: each in one gathering write, continued only when
 * the kernel took a part. Used by the thread whose turn it is to write.
 *
 * <p>The header and what is copied go out from one direct buffer, the frame; the other buffers go out as they are,
 * between its pieces. Copied are
 * <ul>
 *   <li>heap buffers, up to {@link #LARGEST_COPY} in all: they must be copied once, and this costs less than the hidden
 *       buffers that the JDK would take for each of them;
 *   <li>all messages of a batch that is small, as a slice costs the kernel more than the copy of a few hundred bytes;
 *   <li>all messages of a batch that has more slices than one write takes, which would else be several writes.
 * </ul>
 * Of a message sent alone, direct buffers are never copied, be they payload, key or value, unless they are more than one
 * write takes.
 */
final class RequestWriter {
    private static final int SMALL_BATCH = 64 << 10;
    private static final int MOST_SLICES = 1_024;
    private static final int FIRST_FRAME_SIZE = 4 << 10;
    private static final int LARGEST_COPY = 1 << 20;
    private static final int LARGEST_KEPT_FRAME = 2 << 20;

    /** The JDK copies a heap buffer anew at each write: a large one continues in pieces of this size. */
    private static final int HEAP_PIECE = 256 << 10;

    private ByteBuffer frame = ByteBuffer.allocateDirect(FIRST_FRAME_SIZE);
    private @Nullable ByteBuffer[] slices = new @Nullable ByteBuffer[4];
    private int next;
    private int end;
    private boolean begun;
    private boolean stuck;

    /** Makes a request ready to be written. */
    void begin(Request request) {
        ByteBuffer[] body = request.body();
        long room = copiesAll(request) ? Long.MAX_VALUE : LARGEST_COPY;
        makeFrame(Math.toIntExact(RequestHeader.SIZE + sizeOfCopied(body, room)));
        request.putHeader(frame);
        gather(body, room);
    }

    /**
     * Writes what the kernel takes at once.
     *
     * @return whether the request is written to its end
     */
    boolean write(GatheringByteChannel channel) throws IOException {
        stuck = writeOnce(channel) == 0;
        begun |= !stuck;
        while (next < end && !slice(next).hasRemaining()) {
            next++;
        }
        return next == end;
    }

    /** Whether the kernel took a byte of the request. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether the kernel took nothing the last time. */
    boolean isStuck() {
        return stuck;
    }

    /** Lets go of the request. */
    void end() {
        Arrays.fill(slices, 0, end, null);
        next = 0;
        end = 0;
        begun = false;
        if (frame.capacity() > LARGEST_KEPT_FRAME) {
            frame = ByteBuffer.allocateDirect(FIRST_FRAME_SIZE);
        }
    }

    private static boolean copiesAll(Request request) {
        boolean batch = request.operation() == Operation.SEND_BATCH;
        return (batch && request.sizeWithHeader() <= SMALL_BATCH) || request.body().length >= MOST_SLICES;
    }

    /** @param room how many bytes may be copied; as many as it likes if all are */
    private static long sizeOfCopied(ByteBuffer[] body, long room) {
        long left = room;
        for (ByteBuffer part : body) {
            left -= isCopied(part, room, left) ? part.remaining() : 0;
        }
        return room - left;
    }

    private static boolean isCopied(ByteBuffer part, long room, long left) {
        return room == Long.MAX_VALUE || (!part.isDirect() && part.remaining() <= left);
    }

    private void makeFrame(int size) {
        if (frame.capacity() < size) {
            int doubled = (int) Math.min(2L * frame.capacity(), LARGEST_KEPT_FRAME);
            frame = ByteBuffer.allocateDirect(Math.max(size, doubled));
        }
        frame.clear().limit(size);
    }

    /** Copies what is copied, and makes the slices: pieces of the frame, and between them the other buffers. */
    private void gather(ByteBuffer[] body, long room) {
        if (slices.length < body.length + 2) {
            slices = new @Nullable ByteBuffer[Math.max(body.length + 2, MOST_SLICES)];
        }
        long left = room;
        int pieceStart = 0;
        for (ByteBuffer part : body) {
            if (isCopied(part, room, left)) {
                left -= part.remaining();
                frame.put(frame.position(), part, part.position(), part.remaining()); // a view of each would be garbage
                frame.position(frame.position() + part.remaining());
            } else {
                pieceStart = addPiece(pieceStart);
                slices[end++] = part.duplicate();
            }
        }
        addPiece(pieceStart);
    }

    /** Adds what was put into the frame from a place on, if anything; returns where the next piece begins. */
    private int addPiece(int start) {
        if (start == 0 && !frame.hasRemaining()) {
            slices[end++] = frame.flip(); // all that is copied stands first, as mostly
        } else if (frame.position() > start) {
            slices[end++] = frame.duplicate().flip().position(start);
        }
        return frame.position();
    }

    private long writeOnce(GatheringByteChannel channel) throws IOException {
        ByteBuffer first = slice(next);
        if (begun && !first.isDirect() && first.remaining() > HEAP_PIECE) {
            ByteBuffer piece = first.slice(first.position(), HEAP_PIECE);
            int written = channel.write(piece);
            first.position(first.position() + written);
            return written;
        }
        return end - next == 1 ? channel.write(first) : channel.write(slices, next, end - next);
    }

    @SuppressWarnings("NullAway") // those from next to end are set
    private ByteBuffer slice(int index) {
        return slices[index];
    }
}
