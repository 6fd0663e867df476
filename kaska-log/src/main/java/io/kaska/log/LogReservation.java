package io.kaska.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Room in a segment for a batch that is arriving. The room of a large batch is a hole in the file at first, which is
 * allocated as its bytes come: a claim alone costs no disk.
 */
final class LogReservation extends Reservation {
    private static final int LARGEST_PIECE = 1 << 20;

    final DataSegment segment;
    final Mapping mapping;
    final long place;

    private final QueueLog log;
    private long allocated; // the first place that may not be written yet
    private int unfinished; // the bytes counted as such in the store
    /** Table and messages, if the last window ends with them and they lie in one piece: no other view is needed then. */
    private @Nullable ByteBuffer whole;

    /**
     * @param mapping of the segment, held until the end
     * @param allocated where the room ends that can be written at once
     * @param unfinished the bytes that are counted as such
     */
    LogReservation(
            MessageQueue queue,
            QueueLog log,
            Shape shape,
            DataSegment segment,
            Mapping mapping,
            long place,
            long allocated,
            int unfinished) {
        super(queue, shape.count, shape.single, shape.size);
        this.log = log;
        this.segment = segment;
        this.mapping = mapping;
        this.place = place;
        this.allocated = allocated;
        this.unfinished = unfinished;
    }

    /** What is to arrive. */
    record Shape(int count, boolean single, int size) {
        boolean isLarge() {
            return size > Batch.LARGEST_SHARED;
        }

        /** How much of it has to be ready to be written at once: its header, and more than one short message. */
        int begin() {
            return Math.min(Batch.aligned(size), Batch.LARGEST_SHARED);
        }
    }

    /** The first place in the segment, from the room's on, that may not be written yet. */
    long allocated() {
        return allocated;
    }

    @Override
    Segments segments() {
        return mapping;
    }

    @Override
    long position() {
        return (segment.number << 32) | place;
    }

    @Override
    ByteBuffer openWindow(int from, int most) throws IOException {
        long at = place + from;
        if (at >= allocated) {
            allocateFor(at);
        }
        int tableAndMessages = size - Batch.TABLE;
        if (from + most == size
                && place + size <= allocated
                && Mapping.contiguous(place + Batch.TABLE, tableAndMessages) == tableAndMessages) {
            whole = mapping.buffer(place + Batch.TABLE, tableAndMessages);
            return whole.position(from - Batch.TABLE);
        }
        return mapping.buffer(at, Mapping.contiguous(at, (int) Math.min(most, allocated - at)));
    }

    private void allocateFor(long at) throws IOException {
        long piece = Math.clamp(at - place, Batch.LARGEST_SHARED, LARGEST_PIECE);
        long to = Steps.pageEnd(Math.min(place + size, at + piece));
        int bytes = (int) (to - allocated);
        log.addUnfinished(bytes, true);
        unfinished += bytes;
        mapping.growTo(to);
        log.allocate(segment, mapping, allocated, to, true);
        allocated = to;
    }

    @Override
    void seal() {
        int crc = whole == null ? BatchCheck.crc(mapping, place, size) : BatchCheck.crc(whole.rewind());
        mapping.putInt(place + Batch.CRC, crc);
    }

    @Override
    void giveBackRoom() {
        log.giveBackRoom(this);
    }

    @Override
    void end() {
        log.finish(this, unfinished);
        mapping.release();
    }
}
