package io.kaska.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log from front to back, of batches whose offsets and times are known: a copy of another log. It is one that a
 * broker can open after {@link #finish}, not before. For one thread.
 *
 * <p>Invariant: each batch has a higher offset than the one before, and what lies between is a hole for good.
 */
final class NewLog implements AutoCloseable {
    private static final int LARGEST_GRAIN = 1 << 20;
    private static final int OPEN_FILES = 16;

    private final LogFiles files;
    private final LogIndex index;
    private final int segmentSize;
    private final List<MappedFile> segments = new ArrayList<>();
    private @Nullable DataSegment active;
    private @Nullable Mapping mapping; // of the active segment, which is held
    private long number;
    private long earliest;
    private long end;
    private long indexEnd; // of the offsets that can be written into the index

    /**
     * @param folder exists, and is empty
     * @param earliest the offset of the first message
     */
    NewLog(Disk disk, Path folder, int segmentSize, long earliest) {
        this.files = new LogFiles(disk, new OpenFiles(OPEN_FILES, () -> {}), folder);
        this.index = new LogIndex(files);
        this.segmentSize = segmentSize;
        this.earliest = earliest;
        this.end = earliest;
    }

    /** What is below an offset does not count any more; it may have been appended or not. */
    void forgetBelow(long offset) {
        earliest = offset;
        end = Math.max(end, offset);
    }

    /** Appends a copy of a batch, whose first offset is at or behind the end; returns how many bytes it takes. */
    long append(StoredBatch batch) throws IOException {
        int size = batch.size();
        if (active == null || !fits(active, size)) {
            finishSegment(batch.offset());
            begin(batch.offset());
        }
        DataSegment segment = active();
        Mapping to = mapping();
        long place = segment.tail;
        makeRoom(segment, to, place + size);
        copy(batch, to, place, size);
        to.putInt(place + Batch.LAG, 0);
        to.putInt(place + Batch.CHECK, BatchCheck.batch(segment.salt, to, place));
        segment.tail = DataSegment.next(place, size);
        segment.note(batch.end(), batch.timestamp());
        putIntoIndex(batch.offset(), batch.count(), segment.number << 32 | place);
        end = batch.end();
        return segment.tail - place;
    }

    private boolean fits(DataSegment segment, int size) {
        return segment.tail == DataSegment.FIRST_BATCH || segment.tail + (long) size <= segmentSize;
    }

    private DataSegment active() {
        if (active == null) {
            throw new AssertionError("no segment is open");
        }
        return active;
    }

    private Mapping mapping() {
        if (mapping == null) {
            throw new AssertionError("no segment is open");
        }
        return mapping;
    }

    private static void copy(StoredBatch batch, Mapping to, long place, int size) {
        for (int done = 0; done < size; ) {
            ByteBuffer piece = batch.bytes().piece(batch.place() + done, Mapping.contiguous(place + done, size - done));
            int bytes = piece.remaining();
            to.buffer(place + done, bytes).put(piece);
            done += bytes;
        }
    }

    private static void makeRoom(DataSegment segment, Mapping mapping, long until) throws IOException {
        if (until <= segment.ready) {
            return;
        }
        long grain = Math.clamp(segment.ready, Steps.PAGE, LARGEST_GRAIN);
        long to = Steps.pageEnd(Math.max(until, segment.ready + grain));
        mapping.growTo(to);
        mapping.allocate(segment.ready, to, Steps.PIECE);
        segment.allocated(mapping, to);
        segment.ready = to;
    }

    private void putIntoIndex(long offset, int count, long position) throws IOException {
        if (offset + count > indexEnd) {
            Mapping[] prepared = index.prepare(end, offset + count);
            indexEnd = index.preparedEnd(offset + count);
            LogIndex.releaseAll(index.heat(prepared, end, indexEnd));
        }
        index.put(offset, count, position);
    }

    // --- segments

    private void begin(long first) throws IOException {
        MappedFile file = files.file(DataSegment.path(files.folder(), ++number));
        var header = new FileHeader(FileHeader.SEGMENT, LogFiles.newSalt(), files.queue(), number, first);
        active = DataSegment.create(file, header, null);
        mapping = file.acquire();
        mapping.release(); // the creator's hold goes on as ours
        active.ready = Steps.PAGE;
        segments.add(file);
    }

    /** Flushes the active segment, if there is one, with a checkpoint that covers all of it. */
    private void finishSegment(long nextOffset) throws IOException {
        DataSegment segment = active;
        if (segment == null) {
            return;
        }
        segment.write(segment.nextCheckpoint(nextOffset, earliest), mapping());
        mapping().flush();
        release();
    }

    private void release() {
        if (mapping != null) {
            mapping.release();
            mapping = null;
        }
        active = null;
    }

    // --- the end

    /**
     * Makes all of it safe, but for the name of the folder.
     *
     * @param last the offset that the next message is to get
     */
    void finish(long last) throws IOException {
        if (active == null && last > 0) {
            begin(last);
        }
        finishSegment(last);
        LogIndex.releaseAll(index.cool());
        for (MappedFile file : index.takeDirty()) {
            Mapping piece = file.acquire();
            try {
                piece.flush();
            } finally {
                piece.release();
            }
        }
        files.flushFolder();
    }

    @Override
    public void close() {
        release();
        LogIndex.releaseAll(index.cool());
        segments.forEach(MappedFile::close);
        index.close();
    }
}
