package io.kaska.log;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The end of a log, where room is set aside: the segment that is written, and how it grows. Taking room is a few
 * instructions under the monitor of the {@link QueueLog}; making room (a new page, a new segment) goes on beside it,
 * by one thread at a time.
 */
final class LogTail {
    private final QueueLog log;
    private final int segmentSize;
    private final ReentrantLock growing = new ReentrantLock();
    private @Nullable DataSegment active; // guarded by the monitor of the log, as the next
    private @Nullable Mapping mapping; // of the active segment, while it is written
    private boolean beingGrown;

    LogTail(QueueLog log, int segmentSize, @Nullable DataSegment active) {
        this.log = log;
        this.segmentSize = segmentSize;
        this.active = active;
    }

    /** The lock of whoever makes room, here or in the index. */
    ReentrantLock growing() {
        return growing;
    }

    // --- under the monitor of the log

    /** Room for a batch, or null if some has to be made first. */
    @Nullable
    LogReservation tryReserve(MessageQueue queue, LogReservation.Shape shape, int unfinished) {
        DataSegment segment = active;
        Mapping target = mapping;
        if (segment == null || target == null || !fits(segment, shape) || !isReady(segment, shape)) {
            return null;
        }
        long place = segment.tail;
        target.putLong(place + Batch.SIZE, (long) shape.size() << 32);
        target.putLong(place + Batch.CHECK, (long) BatchCheck.reserved(segment.salt, place, shape.size()) << 32);
        long allocated = segment.ready;
        segment.tail = DataSegment.next(place, shape.size());
        segment.ready = Math.max(segment.ready, segment.tail);
        if (!target.tryHold()) {
            throw new AssertionError("a mapping that is held was retired and let go");
        }
        segment.open++;
        return new LogReservation(queue, log, shape, segment, target, place, allocated, unfinished);
    }

    private boolean isReady(DataSegment segment, LogReservation.Shape shape) {
        if (segment.tail + shape.begin() > segment.ready) {
            return false;
        }
        // What is being allocated now may not become the room of a large batch, which allocates for itself.
        return !beingGrown || segment.tail + shape.size() <= segment.ready;
    }

    private boolean fits(DataSegment segment, LogReservation.Shape shape) {
        return segment.tail == DataSegment.FIRST_BATCH || segment.tail + (long) shape.size() <= segmentSize;
    }

    /** Takes back the room that was set aside last; before others it stays, dead. */
    void giveBack(LogReservation room) {
        DataSegment segment = room.segment;
        long end = DataSegment.next(room.place, room.size);
        if (segment != active || segment.tail != end || beingGrown) {
            return;
        }
        segment.tail = room.place;
        if (room.allocated() < end) { // the rest of it is a hole in the file
            segment.ready = room.allocated();
        }
    }

    /** The segment that is written, or null if there is none yet. */
    @Nullable
    DataSegment active() {
        return active;
    }

    /** Lets go of the segment until it is written again; the result is to be released. */
    @Nullable
    Mapping cool() {
        Mapping before = mapping;
        mapping = null;
        return before;
    }

    // --- making room

    /** What is to be made writable of a segment: from a place on, to the end at least, and to the most at most. */
    private record Growth(DataSegment segment, long from, long end, long most, boolean large) {}

    /** Makes room for a batch, which somebody else may take first. */
    void makeRoom(LogReservation.Shape shape) throws IOException {
        growing.lock();
        try {
            if (!tryGrow(shape)) {
                roll();
            }
        } finally {
            growing.unlock();
        }
    }

    /** The same before anybody needs it: no segment is begun for that. */
    void makeRoomAhead(LogReservation.Shape shape) throws IOException {
        growing.lock();
        try {
            tryGrow(shape);
        } finally {
            growing.unlock();
        }
    }

    /** False if the segment that is written has no place for such a batch. */
    private boolean tryGrow(LogReservation.Shape shape) throws IOException {
        Growth growth;
        synchronized (log) {
            DataSegment segment = active;
            if (segment == null || !fits(segment, shape)) {
                return false;
            }
            if (mapping != null && isReady(segment, shape)) {
                return true;
            }
            beingGrown = true;
            // The large pieces of a large batch are for it alone: a flush of a small message would write all of one.
            long most = shape.isLarge() ? segment.tail + shape.size() : Long.MAX_VALUE;
            growth = new Growth(segment, segment.ready, segment.tail + shape.begin(), most, shape.isLarge());
        }
        try {
            grow(growth);
        } finally {
            synchronized (log) {
                beingGrown = false;
            }
        }
        return true;
    }

    private void grow(Growth growth) throws IOException {
        DataSegment segment = growth.segment();
        Mapping target = segment.file.acquire();
        boolean used = false;
        try {
            long to = allocate(growth, target);
            synchronized (log) {
                segment.ready = Math.max(segment.ready, to);
                used = mapping == null;
                if (used) {
                    mapping = target;
                }
            }
        } finally {
            if (!used) {
                target.release();
            }
        }
    }

    private long allocate(Growth growth, Mapping target) throws IOException {
        DataSegment segment = growth.segment();
        long from = growth.from();
        long page = Steps.pageEnd(from);
        if (page > from && page > Steps.PAGE) {
            target.growTo(page);
            target.rewritePage(page - Steps.PAGE); // since the start nothing was written behind the last batch in there
        }
        if (page > from) {
            target.clear(from, page); // what the power left of batches that were never finished
            log.noteAllocated(segment, target, page);
        }
        if (growth.end() <= page) {
            return page;
        }
        long ahead = page + Math.clamp(page, Steps.PAGE, Steps.LARGE_PIECE);
        long to = Steps.pageEnd(Math.max(growth.end(), Math.min(ahead, growth.most())));
        target.growTo(to);
        log.allocate(segment, target, page, to, growth.large());
        return to;
    }

    /** Goes on in a new segment, if this one is still written. */
    void rollFrom(@Nullable DataSegment segment) throws IOException {
        growing.lock();
        try {
            boolean same;
            synchronized (log) {
                same = segment == active;
            }
            if (same) {
                roll();
            }
        } finally {
            growing.unlock();
        }
    }

    /** Goes on in a new segment; whoever still fills room in the one before is not waited for. */
    private void roll() throws IOException {
        long number = log.segments().nextNumber();
        DataSegment fresh = log.createSegment(number);
        Mapping target = fresh.file.acquire();
        target.release(); // the creator's hold goes on as ours
        fresh.ready = Steps.PAGE;
        Mapping before;
        synchronized (log) {
            log.segments().add(fresh);
            active = fresh;
            before = mapping;
            mapping = target;
        }
        if (before != null) {
            before.release();
        }
    }
}
