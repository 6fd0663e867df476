package io.kaska.log;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one queue in the files of one folder. Here is what happens to them in the order of their lives: room is
 * set aside, a batch is published, flushed, covered by a checkpoint, found, and dropped. The parts: {@link LogTail} where
 * room is set aside, {@link LogIndex} where each message is, {@link GroupCommit} and {@link Unflushed} for the flush,
 * {@link LogCheckpoints}, {@link LogReader} to find batches, {@link LogTrim}.
 *
 * <p>Its monitor is held for a few instructions, never while the disk works; it guards what changes in all of them.
 */
final class QueueLog implements Batches {
    private final LogStore store;
    private final LogFiles files;
    private final LogIndex index;
    private final LogTail tail;
    private final LogReader reader;
    private final GroupCommit commit;
    private final Unflushed unflushed;
    private final LogCheckpoints checkpoints;
    private final LogTrim trim;
    private final SegmentList segments;
    private final MessageQueue queue;
    private volatile boolean dropped;
    private volatile boolean retentionFailed; // what it moved the earliest offset past may be there still

    QueueLog(LogStore store, LogFiles files, MessageQueue queue, RecoveredLog recovered) {
        this.store = store;
        this.queue = queue;
        this.files = files;
        this.index = recovered.index();
        this.segments = new SegmentList(recovered.segments());
        this.tail = new LogTail(this, store.settings().segmentSize(), recovered.active());
        this.reader = new LogReader(this, index);
        this.commit = new GroupCommit(recovered.state().end(), this::flush, this::show);
        this.unflushed = new Unflushed(index);
        this.checkpoints = new LogCheckpoints(
                this, store, tail, commit, unflushed, recovered.state().earliest());
        this.trim = new LogTrim(this, files, segments, index, tail, checkpoints);
        for (DataSegment segment : recovered.changed()) {
            checkpoints.noteFound(segment);
            unflushed.add(segment);
        }
    }

    MessageQueue queue() {
        return queue;
    }

    LogFiles files() {
        return files;
    }

    // --- room

    @Override
    public Reservation reserve(MessageQueue target, int count, boolean single, int size) throws IOException {
        commit.check();
        if (mustAwaitSafe()) {
            commit.catchUp();
        }
        var shape = new LogReservation.Shape(count, single, size);
        int unfinished = shape.begin();
        addUnfinished(unfinished, shape.isLarge());
        boolean reserved = false;
        try {
            LogReservation room = tryReserve(target, shape, unfinished);
            while (room == null) {
                tail.makeRoom(shape);
                room = tryReserve(target, shape, unfinished);
            }
            reserved = true;
            return room;
        } finally {
            if (!reserved) {
                store.removeUnfinished(unfinished);
            }
        }
    }

    @Override
    public void makeRoomAhead(int size) {
        var shape = new LogReservation.Shape(1, false, size);
        if (!shape.isLarge() || store.settings().fsync() == Fsync.ALWAYS) { // a flush would write it, before it is used
            return;
        }
        try {
            tail.makeRoomAhead(shape);
        } catch (IOException e) {
            LogStore.LOG.debug("no room ahead in {}: {}", files.folder(), e.getMessage());
        }
    }

    private synchronized @Nullable LogReservation tryReserve(
            MessageQueue target, LogReservation.Shape shape, int unfinished) {
        LogReservation room = tail.tryReserve(target, shape, unfinished);
        if (room != null) {
            checkpoints.noteChange(room.segment);
        }
        return room;
    }

    /** Room before the last checkpoint stays dead: the next start would go on behind it, in the middle of what it holds. */
    synchronized void giveBackRoom(LogReservation room) {
        if (!checkpoints.cover(room.position())) { // behind a checkpoint nothing may lie across its place
            tail.giveBack(room);
        }
    }

    void addUnfinished(int bytes, boolean large) throws StorageExhaustedException {
        store.addUnfinished(bytes, large);
    }

    /** A reservation is over, whatever became of it. */
    void finish(LogReservation room, int unfinished) {
        store.removeUnfinished(unfinished);
        synchronized (this) {
            room.segment.open--;
        }
    }

    /** Makes a part of a segment writable. */
    void allocate(DataSegment segment, Mapping mapping, long from, long to, boolean large) throws IOException {
        mapping.allocate(from, to, pieceFor(large));
        noteAllocated(segment, mapping, to);
    }

    private int pieceFor(boolean large) {
        if (large) {
            return Steps.LARGE_PIECE;
        }
        boolean alone = store.settings().fsync() == Fsync.ALWAYS; // each message may be flushed by itself
        return alone ? Steps.PAGE : Steps.PIECE;
    }

    synchronized void noteAllocated(DataSegment segment, Mapping mapping, long to) {
        segment.allocated(mapping, to);
    }

    /** Makes a segment; the caller holds its mapping. Under the lock for growing. */
    DataSegment createSegment(long number) throws IOException {
        MappedFile file = files.file(DataSegment.path(files.folder(), number));
        var header =
                new FileHeader(FileHeader.SEGMENT, LogFiles.newSalt(), files.queue(), number, queue.assigned(this));
        boolean flush = store.settings().fsync() != Fsync.NEVER;
        try {
            return DataSegment.create(file, header, flush ? files : null);
        } catch (IOException | RuntimeException | Error e) {
            files.drop(file, e);
            throw e;
        }
    }

    // --- publication

    @Override
    public boolean hasIndexRoom(long end) {
        return index.hasRoom(end);
    }

    @Override
    public void growIndex(long end) throws IOException {
        tail.growing().lock();
        try {
            long from = queue.assigned(this);
            if (end <= from) {
                return; // others were faster; the caller tries anew
            }
            Mapping[] prepared = index.prepare(from, end);
            Mapping[] before;
            synchronized (this) {
                before = index.heat(prepared, from, index.preparedEnd(end));
                unflushed.addName();
            }
            LogIndex.releaseAll(before);
        } finally {
            tail.growing().unlock();
        }
    }

    @Override
    public void publish(Reservation batch, long offset, long timestamp, long lag) {
        LogReservation room = (LogReservation) batch;
        Mapping mapping = room.mapping;
        long place = room.place;
        mapping.putLong(place + Batch.OFFSET, offset);
        mapping.putLong(place + Batch.TIMESTAMP, timestamp);
        mapping.putInt(place + Batch.LAG, (int) Math.min(lag, Integer.MAX_VALUE));
        VarHandle.releaseFence(); // a process that is killed here leaves room that is not finished
        mapping.putInt(place + Batch.CHECK, BatchCheck.batch(room.segment.salt, mapping, place));
        index.put(offset, batch.count, room.position());
        room.segment.note(offset + batch.count, timestamp);
        checkpoints.noteChange(room.segment);
        unflushed.add(room.segment);
        if (checkpoints.cover(room.position())) {
            unflushed.addEntries(); // nothing else leads the next start there
        }
    }

    // --- the disk

    @Override
    public boolean mustAwaitSafe() {
        return store.settings().fsync() == Fsync.ALWAYS;
    }

    @Override
    public void awaitSafe(long target) throws IOException {
        if (mustAwaitSafe()) {
            commit.await(target);
        }
    }

    private void show(long safeEnd) {
        if (mustAwaitSafe()) {
            queue.show(safeEnd);
        }
    }

    /** As the leader of a group commit. */
    private long flush() throws IOException {
        Unflushed.Work work;
        long end;
        synchronized (this) {
            end = queue.assigned(this);
            work = unflushed.take();
        }
        try {
            work.flush(files);
        } catch (NotFlushedException e) {
            synchronized (this) {
                unflushed.putBack();
            }
            throw e;
        }
        return end;
    }

    /** The offset that the next batch will get. */
    long assigned() {
        return queue.assigned(this);
    }

    /**
     * Writes down up to where nothing is to be looked through after a crash, and, if so set, makes all of it safe.
     *
     * @return false if nothing was changed since the last time
     */
    boolean checkpoint() throws IOException {
        return checkpoints.write();
    }

    // --- what goes

    @Override
    public void trim(long offset) throws IOException {
        trim.trim(offset);
    }

    @Override
    public void applyRetention(long nowMillis) throws IOException {
        Retention keep = queue.retention();
        if (keep.keepsAll()) {
            return;
        }
        long dead;
        synchronized (this) {
            dead = keep.droppable(segments, segments.bytes(), end(), nowMillis);
        }
        if (dead > queue.earliestOffset() || (dead > 0 && retentionFailed)) {
            queue.moveEarliest(dead);
            retentionFailed = true; // until it has not
            trim(dead);
            retentionFailed = false;
        }
    }

    // --- rest

    /** Lets go of what is mapped for appending, if nothing was appended since the last checkpoint; else false. */
    boolean cool() {
        synchronized (this) {
            if (!checkpoints.tryRest()) {
                return false;
            }
        }
        letGo();
        return true;
    }

    /** Lets go of what is mapped for appending; the next batch maps it anew. */
    void letGo() {
        Mapping segment;
        Mapping[] pieces;
        synchronized (this) {
            segment = tail.cool();
            pieces = index.cool();
        }
        release(segment, pieces);
    }

    private static void release(@Nullable Mapping segment, Mapping[] pieces) {
        if (segment != null) {
            segment.release();
        }
        LogIndex.releaseAll(pieces);
    }

    // --- read

    @Override
    public void find(long offset, Holder holder, BatchPlace found) throws IOException {
        reader.find(offset, holder, found);
    }

    /** The end of what readers see. */
    long end() {
        return queue.endOffset();
    }

    SegmentList segments() {
        return segments;
    }

    /** The highest offset in a segment, and one more; all that is known to be in it is below. */
    synchronized long top(DataSegment segment) {
        return segment.top();
    }

    // --- the end

    @Override
    public void dropFiles(String name) throws IOException {
        files.rename(name);
        dropped = true;
    }

    @Override
    public void free() {
        store.forget(this);
        letGo();
        for (DataSegment segment : segments) {
            segment.file.close();
        }
        index.close();
        if (dropped) {
            files.deleteDropped();
        }
    }
}
