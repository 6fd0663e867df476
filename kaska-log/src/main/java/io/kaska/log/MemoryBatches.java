package io.kaska.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches in blocks of memory, of the store's pool. They end with the process, so there is nothing to wait for. Where
 * their bytes lie is {@link BlockSegments}, what of them comes and goes as one {@link Parts}.
 *
 * <p>Memory goes back in two steps. What holds no message from the earliest offset on is taken out of the parts at once;
 * it is dropped from the numbered blocks when nobody {@link Readers looks} any more who may have seen an earlier one, and
 * freed when no answer shows it.
 */
final class MemoryBatches implements Batches {
    private final MessageQueue queue;
    private final MessageStore store;
    private final BlockSegments segments = new BlockSegments();
    private final Parts parts = new Parts();
    private final BlockIndex index = new BlockIndex();

    MemoryBatches(MessageQueue queue, MessageStore store) {
        this.queue = queue;
        this.store = store;
    }

    // --- append

    @Override
    public Reservation reserve(MessageQueue target, int count, boolean single, int size)
            throws StorageExhaustedException {
        if (size > Batch.LARGEST_SHARED) {
            applyRetention(store.clock().millis());
            return new MemoryReservation.Large(target, this, count, single, size);
        }
        int aligned = Batch.aligned(size);
        store.addUnfinished(aligned);
        try {
            Reservation room = tryReserve(count, single, size);
            while (room == null) {
                applyRetention(store.clock().millis()); // what is too much makes room for what comes
                openBlock(store.pool().take(nextBlockSize(aligned)), aligned); // never under the monitor
                room = tryReserve(count, single, size);
            }
            return room;
        } catch (StorageExhaustedException e) {
            store.removeUnfinished(aligned);
            throw e;
        }
    }

    /** Blocks are there at once. */
    @Override
    public void makeRoomAhead(int size) {}

    private synchronized @Nullable Reservation tryReserve(int count, boolean single, int size) {
        int aligned = Batch.aligned(size);
        Part part = parts.withRoom(aligned);
        if (part == null) {
            return null;
        }
        var room = new MemoryReservation.Shared(queue, this, count, single, size, part);
        parts.take(part, aligned);
        return room;
    }

    private synchronized int nextBlockSize(int aligned) {
        return parts.nextBlockSize(aligned);
    }

    /** Gives the block back if another thread opened one meanwhile. */
    private void openBlock(Block fresh, int aligned) {
        synchronized (this) {
            if (parts.withRoom(aligned) == null) {
                parts.open(new Part(store.pool(), segments.end(), queue.assigned(this), fresh));
                segments.add(fresh);
                return;
            }
        }
        store.pool().giveBack(fresh);
    }

    void giveBackRoom(Part part, int place, int size) {
        boolean dead;
        synchronized (this) {
            parts.giveBack(part, place, Batch.aligned(size));
            dead = part.open == 0 && part.top < queue.earliestOffset();
        }
        if (dead) {
            trim(queue.earliestOffset()); // it could not go before
        }
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
        MemoryReservation room = (MemoryReservation) batch;
        long position = room.join();
        segments.putLong(position, Batch.OFFSET, offset);
        segments.putLong(position, Batch.TIMESTAMP, timestamp);
        index.put(offset, batch.count, position);
        parts.publish(room.part(), offset + batch.count, timestamp);
    }

    /** Takes the blocks of a large batch in. Under the monitor. */
    Part add(List<Block> large, int size) {
        Part part = new Part(store.pool(), segments.end(), queue.assigned(this), large.toArray(Block[]::new));
        segments.addAll(large);
        parts.add(part, Batch.aligned(size));
        return part;
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
        long position = index.position(offset);
        Part part = segments.part(position);
        if (!holder.holds(part)) {
            boolean held = part.tryHold();
            assert held : "a part was closed before it was dropped";
            holder.takeOver(part);
        }
        found.set(segments, position);
    }

    // --- what goes

    @Override
    public void applyRetention(long nowMillis) {
        Retention keep = queue.retention();
        if (keep.keepsAll()) {
            return;
        }
        long dead;
        synchronized (this) {
            dead = keep.droppable(parts, parts.used(), queue.endOffset(), nowMillis);
        }
        if (dead > queue.earliestOffset()) {
            queue.moveEarliest(dead);
            trim(dead);
        }
    }

    @Override
    public void trim(long offset) {
        List<Part> dead;
        BlockIndex.Dead deadIndex;
        synchronized (this) {
            dead = parts.takeBelow(offset);
            deadIndex = index.takeBelow(offset);
        }
        if ((!dead.isEmpty() || !deadIndex.isEmpty()) && queue.awaitReaders()) {
            drop(dead, deadIndex);
        }
    }

    private void drop(List<Part> dead, BlockIndex.Dead deadIndex) {
        List<Block> indexBlocks;
        synchronized (this) {
            dead.forEach(segments::drop);
            indexBlocks = index.drop(deadIndex);
        }
        dead.forEach(Part::close);
        indexBlocks.forEach(store.pool()::giveBack);
    }

    @Override
    public void dropFiles(String name) {}

    @Override
    public void free() {
        segments.blocks().forEach(block -> block.part().close());
        index.blocks().forEach(store.pool()::giveBack);
    }
}
