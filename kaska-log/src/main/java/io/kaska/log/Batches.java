package io.kaska.log;

import java.io.IOException;

/**
 * Where the batches of one queue lie, and the index that says where: blocks of memory, or files. Its monitor guards the
 * tail of the queue: the room that is set aside, and the offsets that are given.
 */
sealed interface Batches extends BatchFinder permits MemoryBatches, QueueLog {
    /** Sets room aside; the queue is held by the caller. */
    Reservation reserve(MessageQueue queue, int count, boolean single, int size) throws IOException;

    /**
     * Makes room for another batch of that size, as far as that is worth it, so that its sender does not have to wait for
     * it. What goes wrong is left to the one who needs the room. The queue is held by the caller.
     */
    void makeRoomAhead(int size);

    /** Whether the index takes offsets below {@code end}. Under the monitor. */
    boolean hasIndexRoom(long end);

    /** Makes the index take offsets below {@code end}, at least for a moment. Never under the monitor. */
    void growIndex(long end) throws IOException;

    /**
     * Shows a batch that has arrived to whoever looks at its offsets. There is room in the index. Under the monitor.
     *
     * @param lag how many offsets before the batch's may not survive a power loss yet
     */
    void publish(Reservation batch, long offset, long timestamp, long lag);

    /**
     * Waits until all offsets below {@code target} are as safe as this storage promises.
     *
     * @throws IOException if they are not, and will not be
     */
    void awaitSafe(long target) throws IOException;

    /** Whether {@link #awaitSafe} is more than a word: offsets may be shown to readers only after it. */
    boolean mustAwaitSafe();

    /** Frees what holds messages below an offset alone, for good. */
    void trim(long earliest) throws IOException;

    /** Drops what the queue's {@link MessageQueue#retention} does not keep. */
    void applyRetention(long nowMillis) throws IOException;

    /** What is on the disk goes when nobody uses the batches any more; its folder has another name until then. */
    void dropFiles(String name) throws IOException;

    /** Nobody uses the batches any more. */
    void free();
}
