package io.kaska.log;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Drives a queue in tests the way a connection does: receives into windows, and takes answers apart again. */
final class QueueDriver {
    static final long PLENTY = 1L << 30;

    final MessageStore store;
    final MessageQueue queue;

    QueueDriver() {
        this(PLENTY);
    }

    QueueDriver(long limit) {
        this(new MessageStore(limit, PLENTY, InstantSource.system()));
    }

    QueueDriver(MessageStore store) {
        try {
            this.store = store;
            this.queue = new MessageQueue(store, store.pool().takeForName(1));
        } catch (StorageExhaustedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was read: a message and its offset. Never compared as a whole. */
    @SuppressWarnings("ArrayRecordComponent")
    record Read(long offset, long timestamp, byte[] body) {}

    long append(byte[] message) throws Exception {
        Reservation room = queue.reserveMessage(message.length);
        return fillAndPublish(room, ByteBuffer.wrap(message));
    }

    long appendBatch(List<byte[]> messages) throws Exception {
        int size = messages.stream().mapToInt(m -> m.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(messages.size() * 4 + size);
        int end = 0;
        for (byte[] message : messages) {
            end += message.length;
            bytes.putInt(end);
        }
        messages.forEach(bytes::put);
        Reservation room = queue.reserveBatch(messages.size(), bytes.capacity());
        return fillAndPublish(room, bytes.flip());
    }

    static long publish(Reservation room) throws Exception {
        return fillAndPublish(room, ByteBuffer.allocate(0));
    }

    private static long fillAndPublish(Reservation room, ByteBuffer bytes) throws Exception {
        try {
            fill(room, bytes);
            return room.publish();
        } catch (Exception e) {
            room.abandon();
            throw e;
        }
    }

    /** Fills until all is there or the bytes are used up. */
    static void fill(Reservation room, ByteBuffer bytes) throws StorageExhaustedException {
        while (bytes.hasRemaining() && !room.isComplete()) {
            ByteBuffer window = room.window();
            int piece = Math.min(window.remaining(), bytes.remaining());
            window.put(bytes.slice(bytes.position(), piece));
            bytes.position(bytes.position() + piece);
        }
    }

    List<Read> read(long offset, int maxMessages, long maxBytes)
            throws QueueClosedException, OffsetOutOfRangeException {
        Slices slices = new Slices(ByteBuffer.allocateDirect(4_096));
        try {
            int count = queue.read(offset, maxMessages, maxBytes, true, slices);
            List<Read> all = takeApart(slices);
            if (all.size() != count) {
                throw new AssertionError("read says " + count + " messages, the answer has " + all.size());
            }
            return all;
        } finally {
            slices.release();
        }
    }

    static List<Read> takeApart(Slices slices) {
        ByteBuffer bytes = ByteBuffer.allocate((int) slices.size());
        for (int i = 0; i < slices.count(); i++) {
            bytes.put(slices.array()[i]);
        }
        bytes.flip();
        List<Read> all = new ArrayList<>();
        while (bytes.hasRemaining()) {
            takeRun(bytes, all);
        }
        return all;
    }

    private static void takeRun(ByteBuffer bytes, List<Read> all) {
        long offset = bytes.getLong();
        long timestamp = bytes.getLong();
        int count = bytes.getInt() & Batch.COUNT_MASK;
        int[] places = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            places[i] = bytes.getInt();
        }
        for (int i = 0; i < count; i++) {
            byte[] body = new byte[places[i + 1] - places[i]];
            bytes.get(body);
            all.add(new Read(offset + i, timestamp, body));
        }
    }
}
