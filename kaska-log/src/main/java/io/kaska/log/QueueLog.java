package io.kaska.log;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one queue in the files of one folder. Here is what happens to them in the order of their lives: room is
 * set aside, a batch is published, flushed, and covered by a checkpoint. The parts: {@link LogTail} where room is set
 * aside, {@link LogIndex} where each message is, {@link GroupCommit} for the flush, {@link LogReader} to find batches.
 *
 * <p>Its monitor is held for a few instructions, never while the disk works.
 */
final class QueueLog implements Batches {
    private final LogStore store;
    private final LogFiles files;
    private final LogIndex index;
    private final LogTail tail;
    private final LogReader reader;
    private final GroupCommit commit;
    private volatile DataSegment[] segments; // by their numbers, in a row; stored again after each change
    private final MessageQueue queue;
    private final ReentrantLock checkpoints = new ReentrantLock(); // held by the one who makes a checkpoint
    private long earliest; // guarded by the monitor, as the next
    private List<DataSegment> dirty = new ArrayList<>(); // written since the last flush
    private List<DataSegment> changed = new ArrayList<>(); // since the last checkpoint
    private long covered; // the position of the tail at the last checkpoint
    private boolean newName; // a file was made since the last flush
    private boolean late; // a batch from before the last checkpoint was published since the last flush
    private boolean known; // to the store as one to make a checkpoint of
    private volatile boolean dropped;

    QueueLog(LogStore store, LogFiles files, MessageQueue queue, RecoveredLog recovered) {
        this.store = store;
        this.queue = queue;
        this.files = files;
        this.index = recovered.index();
        this.segments = recovered.segments().toArray(DataSegment[]::new);
        this.earliest = recovered.state().earliest();
        this.tail = new LogTail(this, store.settings().segmentSize(), recovered.active());
        this.reader = new LogReader(this, index);
        this.commit = new GroupCommit(recovered.state().end(), this::flush, this::show);
        for (DataSegment segment : recovered.changed()) {
            segment.changed = true;
            changed.add(segment);
            segment.dirty = true;
            dirty.add(segment);
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
            noteChange(room.segment);
        }
        return room;
    }

    /** Room before the last checkpoint stays dead: the next start would go on behind it, in the middle of what it holds. */
    synchronized void giveBackRoom(LogReservation room) {
        if (room.position() >= covered) { // behind a checkpoint nothing may lie across its place
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

    /** The number of the next segment. Under the lock for growing. */
    long nextSegmentNumber() {
        DataSegment[] all = segments;
        return all.length == 0 ? 1 : all[all.length - 1].number + 1;
    }

    /** Makes a segment; the caller holds its mapping. Under the lock for growing. */
    DataSegment createSegment(long number) throws IOException {
        MappedFile file = files.file(DataSegment.path(files.folder(), number));
        var header =
                new FileHeader(FileHeader.SEGMENT, LogFiles.newSalt(), files.queue(), number, queue.assigned(this));
        boolean flush = store.settings().fsync() != Fsync.NEVER;
        try {
            DataSegment fresh = DataSegment.create(file, header, flush);
            if (flush) {
                files.flushFolder(); // an entry of the index that names a segment means that there was one
            }
            return fresh;
        } catch (IOException | RuntimeException | Error e) {
            files.drop(file, e);
            throw e;
        }
    }

    /** Takes a new segment in. Under the monitor. */
    void add(DataSegment fresh) {
        DataSegment[] all = Arrays.copyOf(segments, segments.length + 1);
        all[all.length - 1] = fresh;
        segments = all;
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
                newName = true;
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
        noteChange(room.segment);
        if (!room.segment.dirty) {
            room.segment.dirty = true;
            dirty.add(room.segment);
        }
        late |= room.position() < covered;
    }

    private void noteChange(DataSegment segment) {
        if (!segment.changed) {
            segment.changed = true;
            changed.add(segment);
        }
        if (!known) {
            known = true;
            store.noteChange(this);
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
        List<DataSegment> segmentsToFlush;
        List<MappedFile> more = List.of();
        boolean names;
        long end;
        synchronized (this) {
            end = queue.assigned(this);
            segmentsToFlush = dirty;
            dirty = new ArrayList<>(1);
            segmentsToFlush.forEach(segment -> segment.dirty = false);
            if (late) {
                more = index.takeDirty();
            }
            names = newName;
            newName = false;
            late = false;
        }
        for (DataSegment segment : segmentsToFlush) {
            flush(segment.file);
        }
        for (MappedFile file : more) {
            flush(file);
        }
        if (names) {
            files.flushFolder();
        }
        return end;
    }

    private static void flush(MappedFile file) throws IOException {
        Mapping mapping = acquireUnlessDropped(file);
        if (mapping != null) {
            try {
                mapping.flush();
            } finally {
                mapping.release();
            }
        }
    }

    /** Null if the file was dropped since it was written, with all that was in it: the queue itself is held. */
    private static @Nullable Mapping acquireUnlessDropped(MappedFile file) throws IOException {
        try {
            return file.acquire();
        } catch (QueueClosedException e) {
            return null;
        }
    }

    // --- checkpoints, and what is dropped

    /**
     * Writes down up to where nothing is to be looked through after a crash, and, if so set, makes all of it safe.
     *
     * @return false if nothing was changed since the last time
     */
    boolean checkpoint() throws IOException {
        checkpoints.lock();
        try {
            return writeCheckpoint();
        } finally {
            checkpoints.unlock();
        }
    }

    private boolean writeCheckpoint() throws IOException {
        List<DataSegment> toWrite;
        List<Checkpoint> checkpoints = new ArrayList<>();
        synchronized (this) {
            if (changed.isEmpty()) {
                commit.check();
                return false;
            }
            toWrite = changed;
            changed = new ArrayList<>(1);
            for (DataSegment segment : toWrite) {
                segment.changed = false;
                checkpoints.add(segment.nextCheckpoint(queue.assigned(this), earliest));
            }
            DataSegment active = tail.active();
            covered = active == null ? 0 : active.number << 32 | active.tail;
            late = true; // the index is flushed with it
        }
        if (store.settings().fsync() != Fsync.NEVER || store.isStopping()) {
            commit.flushNow();
        }
        write(toWrite, checkpoints);
        return true;
    }

    /** The active segment's last, as all before it is taken for known at the next start. */
    private void write(List<DataSegment> toWrite, List<Checkpoint> checkpoints) throws IOException {
        int last = toWrite.size() - 1;
        for (int i = 0; i < toWrite.size(); i++) {
            if (toWrite.get(i).number > toWrite.get(last).number) {
                last = i;
            }
        }
        for (int i = 0; i < toWrite.size(); i++) {
            if (i != last) {
                write(toWrite.get(i), checkpoints.get(i));
                flushCheckpoint(toWrite.get(i));
            }
        }
        write(toWrite.get(last), checkpoints.get(last));
    }

    /** Of a segment that may never be flushed again. */
    private void flushCheckpoint(DataSegment segment) throws IOException {
        if (store.settings().fsync() == Fsync.NEVER) {
            return;
        }
        try {
            flush(segment.file);
        } catch (IOException e) {
            commit.fail(e);
            throw e;
        }
    }

    private void write(DataSegment segment, Checkpoint checkpoint) throws IOException {
        Mapping mapping = segment.damage != null ? null : acquireUnlessDropped(segment.file);
        if (mapping != null) {
            try {
                segment.write(checkpoint, mapping);
            } finally {
                mapping.release();
            }
        }
    }

    @Override
    public void trim(long offset) throws IOException {
        checkpoints.lock();
        try {
            DataSegment active;
            boolean dead;
            synchronized (this) {
                if (segments.length == 0) {
                    return;
                }
                earliest = Math.max(earliest, offset);
                active = tail.active();
                dead = active == null || (active.top() > 0 && active.top() <= earliest);
            }
            boolean rolled = !dead || tryRoll(active);
            writeEarliest();
            dropDead();
            if (!rolled && tryRoll(active)) {
                dropDead();
            }
        } finally {
            checkpoints.unlock();
        }
    }

    /** False on a full disk, where a new segment may have no room before old ones are dropped. */
    private boolean tryRoll(@Nullable DataSegment active) throws IOException {
        try {
            tail.rollFrom(active);
            return true;
        } catch (StorageExhaustedException e) {
            LogStore.LOG.warn("the last segment of {} is not dropped yet: {}", files.folder(), e.getMessage());
            return false;
        }
    }

    /** The earliest offset is on the disk before anything below it goes. */
    private void writeEarliest() throws IOException {
        MappedFile file;
        synchronized (this) {
            DataSegment last = segments[segments.length - 1];
            noteChange(last);
            file = last.file;
        }
        writeCheckpoint();
        flush(file);
    }

    @Override
    public void applyRetention(long nowMillis) throws IOException {
        Retention keep = queue.retention();
        if (keep.keepsAll()) {
            return;
        }
        long dead = droppable(keep, nowMillis);
        if (dead > queue.earliestOffset()) {
            queue.moveEarliest(dead);
            trim(dead);
        }
    }

    /** The offset up to which nothing has to be kept; 0 if all has. */
    private synchronized long droppable(Retention keep, long nowMillis) {
        long bytes = 0;
        for (DataSegment segment : segments) {
            bytes += segment.bytes();
        }
        return keep.droppable(List.of(segments), bytes, end(), nowMillis);
    }

    private void dropDead() throws IOException {
        List<MappedFile> dead = new ArrayList<>();
        tail.growing().lock();
        try {
            synchronized (this) {
                while (segments.length > 1 && isDead(segments[0])) {
                    dead.add(segments[0].file);
                    segments = Arrays.copyOfRange(segments, 1, segments.length);
                }
                dead.addAll(index.takeBelow(earliest));
            }
        } finally {
            tail.growing().unlock();
        }
        for (MappedFile file : dead) {
            files.delete(file);
        }
    }

    /** A batch that still arrives in there will be above the earliest offset. */
    private boolean isDead(DataSegment segment) {
        return segment.top() <= earliest && segment.open == 0 && segment != tail.active();
    }

    /** Lets go of what is mapped for appending, if nothing was appended since the last checkpoint; else false. */
    boolean cool() {
        synchronized (this) {
            if (!changed.isEmpty()) {
                return false;
            }
            known = false;
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

    /** All segments, by number. */
    List<DataSegment> segments() {
        return List.of(segments);
    }

    /** The highest offset in a segment, and one more; all that is known to be in it is below. */
    synchronized long top(DataSegment segment) {
        return segment.top();
    }

    /** The segment of a number, or null if there is none any more. */
    @Nullable
    DataSegment segment(long number) {
        DataSegment[] all = segments;
        long i = all.length == 0 ? -1 : number - all[0].number;
        return i >= 0 && i < all.length ? all[(int) i] : null;
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
            try {
                files.deleteAll();
            } catch (IOException e) {
                LogStore.LOG.error("what is left of a deleted topic cannot be deleted: {}", e.toString());
            }
        }
    }
}
