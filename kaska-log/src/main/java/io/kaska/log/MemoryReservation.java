package io.kaska.log;

import java.nio.ByteBuffer;

/** Room in memory for a batch that is arriving. */
abstract sealed class MemoryReservation extends Reservation {
    final MemoryBatches batches;

    private MemoryReservation(MessageQueue queue, MemoryBatches batches, int count, boolean single, int size) {
        super(queue, count, single, size);
        this.batches = batches;
    }

    /** Makes the batch part of the queue, and returns its position there. Under the monitor of the batches. */
    abstract long join(BlockSegments queue);

    /** A small batch, in a block of the queue, beside others. */
    static final class Shared extends MemoryReservation {
        private final long position;

        Shared(MessageQueue queue, MemoryBatches batches, int count, boolean single, int size, long position) {
            super(queue, batches, count, single, size);
            this.position = position;
        }

        @Override
        Segments segments() {
            return batches.segments();
        }

        @Override
        long position() {
            return position;
        }

        @Override
        ByteBuffer openWindow(int from, int most) {
            return batches.segments().buffer(position, from, most);
        }

        @Override
        long join(BlockSegments queue) {
            return position;
        }

        @Override
        void giveBackRoom() {
            batches.giveBackRoom(position, size);
        }

        @Override
        void end() {
            batches.store().removeUnfinished(Batch.aligned(size));
        }
    }

    /** A large batch, in blocks of its own until it is published, which are taken as its bytes come. */
    static final class Large extends MemoryReservation {
        private final BlockSegments own = new BlockSegments();
        private int unfinished; // the bytes counted as such in the store

        Large(MessageQueue queue, MemoryBatches batches, int count, boolean single, int size)
                throws StorageExhaustedException {
            super(queue, batches, count, single, size);
            addBlock();
        }

        private void addBlock() throws StorageExhaustedException {
            int block = own.blockCount();
            int bytes = (int) Math.min(BlockSegments.LARGE.sizeOf(block), size - BlockSegments.LARGE.startOf(block));
            own.add(batches.store().takeUnfinished(bytes));
            unfinished += bytes;
        }

        @Override
        Segments segments() {
            return own;
        }

        @Override
        long position() {
            return 0;
        }

        @Override
        ByteBuffer openWindow(int from, int most) throws StorageExhaustedException {
            if (BlockSegments.LARGE.blockOf(from) == own.blockCount()) {
                addBlock();
            }
            return own.buffer(0, from, BlockSegments.contiguous(from, most));
        }

        @Override
        long join(BlockSegments queue) {
            return queue.addAll(own);
        }

        @Override
        void giveBackRoom() {
            own.giveBack(batches.store().pool());
        }

        @Override
        void end() {
            batches.store().removeUnfinished(unfinished);
        }
    }
}
