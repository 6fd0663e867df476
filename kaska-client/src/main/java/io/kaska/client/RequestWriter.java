package io.kaska.client;

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
 * behind it. Copied are
 * <ul>
 *   <li>heap buffers, up to {@link #LARGEST_COPY} in all: they must be copied once, and this costs less than the hidden
 *       buffers that the JDK would take for each of them;
 *   <li>all messages of a batch that is small, as a slice costs the kernel more than the copy of a few hundred bytes;
 *   <li>all messages of a batch that has more slices than one write takes, which would else be several writes.
 * </ul>
 * A direct buffer sent alone is never copied.
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

    /** Makes a request ready to be written. */
    void begin(Request request) {
        ByteBuffer[] body = request.body();
        int copied = copiedOf(body, request.sizeWithHeader());
        long size = RequestHeader.SIZE;
        for (int i = 0; i < copied; i++) {
            size += body[i].remaining();
        }
        makeFrame(Math.toIntExact(size));
        request.putHeader(frame);
        for (int i = 0; i < copied; i++) {
            frame.put(body[i].duplicate());
        }
        frame.flip();
        gather(body, copied);
    }

    /**
     * Writes what the kernel takes at once.
     *
     * @return whether the request is written to its end
     */
    boolean write(GatheringByteChannel channel) throws IOException {
        begun |= writeOnce(channel) > 0;
        while (next < end && !slice(next).hasRemaining()) {
            next++;
        }
        return next == end;
    }

    /** Whether the kernel took a byte of the request. */
    boolean hasBegun() {
        return begun;
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

    /** How many of the buffers, from the first on, are copied behind the header. */
    private static int copiedOf(ByteBuffer[] body, long size) {
        if (body.length > 1 && (size <= SMALL_BATCH || body.length >= MOST_SLICES)) {
            return body.length;
        }
        int count = 0;
        long room = LARGEST_COPY;
        while (count < body.length && !body[count].isDirect() && body[count].remaining() <= room) {
            room -= body[count].remaining();
            count++;
        }
        return count;
    }

    private void makeFrame(int size) {
        if (frame.capacity() < size) {
            int doubled = (int) Math.min(2L * frame.capacity(), LARGEST_KEPT_FRAME);
            frame = ByteBuffer.allocateDirect(Math.max(size, doubled));
        }
        frame.clear();
    }

    private void gather(ByteBuffer[] body, int copied) {
        int count = 1 + body.length - copied;
        if (slices.length < count) {
            slices = new @Nullable ByteBuffer[Math.max(count, MOST_SLICES)];
        }
        slices[0] = frame;
        for (int i = copied; i < body.length; i++) {
            slices[1 + i - copied] = body[i].duplicate();
        }
        end = count;
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
