package io.kaska.log;

import org.jspecify.annotations.Nullable;

/** Batches in blocks of memory, of the store's pool. They end with the process, so there is nothing to wait for. */
final class MemoryBatches implements Batches {
    private final MessageStore store;
    private final BlockSegments segments = new BlockSegments();
    private final BlockIndex index = new BlockIndex();

    MemoryBatches(MessageStore store) {
        this.store = store;
    }

    // --- append

    @Override
    public Reservation reserve(MessageQueue queue, int count, boolean single, int size)
            throws StorageExhaustedException {
        if (size > Batch.LARGEST_SHARED) {
            return new MemoryReservation.Large(queue, this, count, single, size);
        }
        int aligned = Batch.aligned(size);
        store.addUnfinished(aligned);
        try {
            return new MemoryReservation.Shared(queue, this, count, single, size, takeRoom(aligned));
        } catch (StorageExhaustedException e) {
            store.removeUnfinished(aligned);
            throw e;
        }
    }

    private long takeRoom(int aligned) throws StorageExhaustedException {
        long position = tryTakeRoom(aligned);
        while (position == BlockSegments.NO_ROOM) {
            Block fresh = store.pool().take(nextBlockSize(aligned)); // never under the monitor
            Block spare = openBlock(fresh, aligned);
            if (spare != null) {
                store.pool().giveBack(spare);
            }
            position = tryTakeRoom(aligned);
        }
        return position;
    }

    private synchronized long tryTakeRoom(int aligned) {
        return segments.takeRoom(aligned);
    }

    private synchronized int nextBlockSize(int aligned) {
        return segments.nextBlockSize(aligned);
    }

    /** Returns the block if another thread opened one meanwhile. */
    private synchronized @Nullable Block openBlock(Block fresh, int aligned) {
        if (segments.hasRoom(aligned)) {
            return fresh;
        }
        segments.open(fresh);
        return null;
    }

    synchronized void giveBackRoom(long position, int size) {
        segments.giveBackRoom(position, Batch.aligned(size));
    }

    BlockSegments segments() {
        return segments;
    }

    MessageStore store() {
        return store;
    }

    @Override
    public boolean hasIndexRoom(long end) {
        return index.hasRoom(end);
    }

    @Override
    public void growIndex(long end) throws StorageExhaustedException {
        int number;
        int size;
        synchronized (this) {
            number = index.blockCount();
            size = index.nextBlockSize();
        }
        Block block = store.pool().take(size); // never under the monitor
        synchronized (this) {
            if (index.blockCount() == number) {
                index.add(block);
                return;
            }
        }
        store.pool().giveBack(block);
    }

    @Override
    public void publish(Reservation batch, long offset, long timestamp, long lag) {
        long position = ((MemoryReservation) batch).join(segments);
        segments.putLong(position, Batch.OFFSET, offset);
        segments.putLong(position, Batch.TIMESTAMP, timestamp);
        index.put(offset, batch.count, position);
    }

    @Override
    public void awaitSafe(long target) {}

    @Override
    public boolean mustAwaitSafe() {
        return false;
    }

    // --- read

    @Override
    public void find(long offset, Holder holder, BatchPlace found) {
        found.set(segments, index.position(offset));
    }

    /** Blocks are shared with answers on their way, and go with the queue. */
    @Override
    public void trim(long earliest) {}

    @Override
    public void retain(Retention retention) {}

    @Override
    public void dropFiles(String name) {}

    @Override
    public void free() {
        segments.giveBack(store.pool());
        index.giveBack(store.pool());
    }
}
