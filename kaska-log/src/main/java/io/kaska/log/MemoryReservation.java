package io.kaska.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Room in memory for a batch that is arriving. */
abstract sealed class MemoryReservation extends Reservation {
    final MemoryBatches batches;

    private MemoryReservation(MessageQueue queue, MemoryBatches batches, int count, boolean single, int size) {
        super(queue, count, single, size);
        this.batches = batches;
    }

    /** Makes the batch part of the queue, and returns its position there. Under the monitor of the batches. */
    abstract long join();

    /** What it lies in, when it has joined. */
    abstract Part part();

    /** A small batch, in a block of the queue, beside others. */
    static final class Shared extends MemoryReservation {
        private final Part part;
        private final int place;

        /** @param part at whose tail it lies */
        Shared(MessageQueue queue, MemoryBatches batches, int count, boolean single, int size, Part part) {
            super(queue, batches, count, single, size);
            this.part = part;
            this.place = part.tail;
        }

        @Override
        Segments segments() {
            return batches.segments();
        }

        @Override
        long position() {
            return ((long) part.number << 32) + place;
        }

        @Override
        ByteBuffer openWindow(int from, int most) {
            return batches.segments().buffer(position(), from, most);
        }

        @Override
        long join() {
            return position();
        }

        @Override
        Part part() {
            return part;
        }

        @Override
        void giveBackRoom() {
            batches.giveBackRoom(part, place, size);
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
        private @Nullable Part part;

        Large(MessageQueue queue, MemoryBatches batches, int count, boolean single, int size)
                throws StorageExhaustedException {
            super(queue, batches, count, single, size);
            addBlock();
        }

        private void addBlock() throws StorageExhaustedException {
            int block = own.end();
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
            if (BlockSegments.LARGE.blockOf(from) == own.end()) {
                addBlock();
            }
            return own.buffer(0, from, BlockSegments.contiguous(from, most));
        }

        @Override
        long join() {
            part = batches.add(own.blocks(), size);
            return (long) part.number << 32;
        }

        @Override
        Part part() {
            Part whole = part;
            if (whole == null) {
                throw new AssertionError("the batch has not joined the queue");
            }
            return whole;
        }

        @Override
        void giveBackRoom() {
            own.blocks().forEach(batches.store().pool()::giveBack);
        }

        @Override
        void end() {
            batches.store().removeUnfinished(unfinished);
        }
    }
}
