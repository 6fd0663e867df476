package io.kaska.bench.load;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The buffers that one producer sends from, over and over: the content stands in each from the beginning, so that a
 * message costs a stamp of eight bytes. For one thread.
 */
final class MessageRing {
    private static final int CHUNK_SIZE = 1 << 20;

    private final int producer;
    private final int batch;
    private final ByteBuffer[] slots;
    private final List<List<ByteBuffer>> batches = new ArrayList<>();
    private long next;

    /**
     * @param batch messages that go out together
     * @param atLeast how many messages are not written to again before as many others were taken
     * @param direct whether the buffers are native memory, or else arrays of exactly a message's size
     */
    MessageRing(Payloads payloads, int producer, int batch, int atLeast, boolean direct) {
        this.producer = producer;
        this.batch = batch;
        int step = leastCommonMultiple(payloads.variants(), batch);
        slots = new ByteBuffer[Math.ceilDiv(atLeast, step) * step];
        fill(payloads, direct);
        List<ByteBuffer> all = List.of(slots);
        for (int from = 0; from < slots.length; from += batch) {
            batches.add(all.subList(from, from + batch));
        }
    }

    /** Native buffers are parts of few large ones: each one of its own would be work for the collector. */
    private void fill(Payloads payloads, boolean direct) {
        int size = payloads.size();
        ByteBuffer chunk = ByteBuffer.allocate(0);
        int perChunk = Math.max(1, CHUNK_SIZE / size);
        for (int slot = 0; slot < slots.length; slot++) {
            if (direct && slot % perChunk == 0) {
                chunk = ByteBuffer.allocateDirect(Math.min(perChunk, slots.length - slot) * size);
            }
            ByteBuffer buffer = direct ? chunk.slice(slot % perChunk * size, size) : ByteBuffer.allocate(size);
            slots[slot] =
                    buffer.putLong(0).put(payloads.content(slot).duplicate()).flip();
        }
    }

    private static int leastCommonMultiple(int powerOfTwo, int other) {
        return powerOfTwo / Math.min(powerOfTwo, Integer.lowestOneBit(other)) * other;
    }

    /** The next message; must not change until it is sent. */
    ByteBuffer next() {
        ByteBuffer slot = slots[(int) (next % slots.length)];
        slot.putLong(0, Payloads.header(producer, next++));
        return slot;
    }

    /** The next batch; must not change until it is sent. Not to be mixed with {@link #next}. */
    List<ByteBuffer> nextBatch() {
        List<ByteBuffer> messages = batches.get((int) (next % slots.length) / batch);
        for (ByteBuffer message : messages) {
            message.putLong(0, Payloads.header(producer, next++));
        }
        return messages;
    }

    /** Begins again with the first message; all that were taken are sent. */
    void reset() {
        next = 0;
    }

    /** How many messages were taken since it began. */
    long count() {
        return next;
    }

    /** The number of messages after which a buffer comes again. */
    int size() {
        return slots.length;
    }
}
