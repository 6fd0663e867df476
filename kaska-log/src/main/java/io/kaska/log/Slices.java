package io.kaska.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An answer in the making: views of stored bytes and, between them, headers written into a scratch buffer, all to be
 * sent by one gathering write. Holds the queues whose bytes it shows; {@link #release} lets them go.
 *
 * <p>For one thread. Made once and used for many answers: {@link #release} empties it.
 */
public final class Slices {
    /** One gathering write takes 1 024 slices; an answer stays a little below. */
    private static final int MOST = 1_000;

    private static final int SCRATCH_SPARE = 64; // what the headers of one more run may take

    /** An answer of one or two runs makes no object for its headers. */
    private static final int KEPT_VIEWS = 4;

    private final ByteBuffer scratch;
    private final ByteBuffer writer;
    private final ByteBuffer[] views = new ByteBuffer[KEPT_VIEWS];
    private int viewCount;
    private final List<Held> held = new ArrayList<>();
    private final Holder holder = new Holder() {
        @Override
        public boolean holds(Held memory) {
            return !held.isEmpty() && held.getLast().equals(memory); // runs of one segment stand one behind the other
        }

        @Override
        public void takeOver(Held memory) {
            held.add(memory);
        }
    };
    private ByteBuffer[] slices = new ByteBuffer[16];
    private int count;
    private long size;
    private int scratchSliceEnd = -1; // where the last slice ends in the scratch buffer, if it lies in there

    /** @param scratch a direct buffer for the headers, this object's alone, 128 bytes or more */
    public Slices(ByteBuffer scratch) {
        this.scratch = scratch;
        writer = scratch.duplicate();
        Arrays.setAll(views, any -> scratch.duplicate());
    }

    /** Whether another run fits. */
    public boolean hasRoom() {
        return count < MOST && scratch.remaining() >= SCRATCH_SPARE;
    }

    /** All bytes together. */
    public long size() {
        return size;
    }

    /** How many slices there are. */
    public int count() {
        return count;
    }

    /** The slices; the first {@link #count} are valid. */
    public ByteBuffer[] array() {
        return slices;
    }

    /** Adds bytes as they are; the buffer's position will move when it is sent. */
    public void add(ByteBuffer bytes) {
        append(bytes);
        scratchSliceEnd = -1;
    }

    private void append(ByteBuffer bytes) {
        if (count == slices.length) {
            slices = Arrays.copyOf(slices, count * 2);
        }
        slices[count++] = bytes;
        size += bytes.remaining();
    }

    /**
     * Adds room for a header, to be written by {@link #header} before the answer is sent.
     *
     * @return its place
     */
    public int addHeader(int bytes) {
        int start = scratch.position();
        scratch.position(start + bytes);
        if (scratchSliceEnd == start) { // two headers in a row are one slice
            slices[count - 1].limit(start + bytes);
            size += bytes;
        } else {
            append(view().limit(start + bytes).position(start));
        }
        scratchSliceEnd = start + bytes;
        return start;
    }

    /** A view of the scratch buffer, over all of it. */
    private ByteBuffer view() {
        return viewCount < KEPT_VIEWS
                ? views[viewCount++].clear()
                : scratch.duplicate().clear();
    }

    /** A buffer that stands at the place of a header; the next call moves it. */
    public ByteBuffer header(int place) {
        return writer.position(place);
    }

    /** Takes back the last header, which has to be the last thing that was added. */
    public void removeHeader(int bytes) {
        assert scratchSliceEnd == scratch.position();
        int start = scratchSliceEnd - bytes;
        scratch.position(start);
        ByteBuffer last = slices[count - 1];
        last.limit(start);
        size -= bytes;
        scratchSliceEnd = start;
        if (!last.hasRemaining()) {
            count--;
            scratchSliceEnd = -1;
        }
    }

    /** Keeps the memory of a queue until {@link #release}; false if the queue is closed, and nothing is held. */
    public boolean tryHold(MessageQueue queue) {
        if (!queue.tryHold()) {
            return false;
        }
        held.add(queue);
        return true;
    }

    /** The queues that it holds now, for who looks after them while the answer is sent. */
    public List<MessageQueue> queues() {
        List<MessageQueue> queues = new ArrayList<>();
        for (Held memory : held) {
            if (memory instanceof MessageQueue queue) {
                queues.add(queue);
            }
        }
        return queues;
    }

    /** What keeps the memory that the slices show, until {@link #release}. */
    Holder holder() {
        return holder;
    }

    /** Lets the queues go and forgets everything. The slices may not be used any more. */
    public void release() {
        for (Held memory : held) {
            memory.release();
        }
        held.clear();
        Arrays.fill(slices, 0, count, null);
        if (slices.length > MOST * 2) {
            slices = new ByteBuffer[16]; // after an answer with a giant message
        }
        count = 0;
        size = 0;
        scratch.clear();
        viewCount = 0;
        scratchSliceEnd = -1;
    }
}
