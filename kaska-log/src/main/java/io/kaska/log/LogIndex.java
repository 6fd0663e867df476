package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where each message of a log is: 8 bytes for each offset, the position of the batch that holds it (number of the
 * segment, and place in there). It lies in files of 2^20 entries each, which the batches can always make anew.
 *
 * <pre>
 *    0  48  head: see {@link FileHeader}; its number is that of the file
 *   64  8n  the positions of the messages from offset number · 2^20 on; 0 for none, 2^63-1 for a lost one
 * </pre>
 *
 * <p>Reading is safe for many threads. The rest says what guards it: the monitor of the {@link QueueLog}, or its lock for
 * growing, which one thread holds that prepares room.
 */
final class LogIndex {
    static final int ENTRIES_SHIFT = 20;
    private static final long ENTRIES = 1L << ENTRIES_SHIFT;
    private static final int FIRST_ENTRY = 64;
    private static final int GRAIN = 64 << 10;
    /** Of a message that is lost. */
    static final long LOST = Long.MAX_VALUE;

    private static final Mapping[] NONE = {};
    private static final String SUFFIX = ".index";

    /** One file. */
    private static final class Piece {
        final MappedFile file;
        long allocated; // guarded by the lock for growing
        boolean dirty; // guarded by the monitor

        Piece(MappedFile file) {
            this.file = file;
        }
    }

    private final LogFiles files;
    private volatile Piece[] pieces = {}; // stored again after each change
    private long firstNumber;
    private Mapping[] hot = NONE; // what is written next is mapped meanwhile; guarded by the monitor
    private long hotFirst; // the number of the first of them
    private long hotEnd; // of the offsets that can be written

    LogIndex(LogFiles files) {
        this.files = files;
    }

    static Path path(Path folder, long number) {
        return folder.resolve("%010d%s".formatted(number, SUFFIX));
    }

    /** The number of a file by its name; -1 if it is none. */
    static long numberOf(String name) {
        return FileNumbers.parse(name, SUFFIX);
    }

    static long numberFor(long offset) {
        return offset >>> ENTRIES_SHIFT;
    }

    /** Where the entry of an offset stands in its file. */
    static long place(long offset) {
        return FIRST_ENTRY + (offset & (ENTRIES - 1)) * Long.BYTES;
    }

    /** Where the entry of an offset ends in its file. */
    static long entryEnd(long offset) {
        return place(offset) + Long.BYTES;
    }

    /** Of a file. */
    static long lastOffset(long number) {
        return ((number + 1) << ENTRIES_SHIFT) - 1;
    }

    /** The place of a batch in its segment. */
    static long placeIn(long position) {
        return position & 0xFFFF_FFFFL;
    }

    /** Whether a batch can lie at a position: what is not written, lost or damaged can be any number. */
    static boolean isPosition(long position) {
        return position >>> 32 > 0 && placeIn(position) >= DataSegment.FIRST_BATCH && position % Long.BYTES == 0;
    }

    /** Begins with files that are there, with numbers in a row. */
    void restore(SortedMap<Long, MappedFile> there) {
        firstNumber = there.isEmpty() ? 0 : there.firstKey();
        pieces = there.values().stream().map(Piece::new).toArray(Piece[]::new);
    }

    // --- read

    /** The position of the batch of a message; 0 if it is not known. */
    long position(long offset) throws IOException {
        Piece piece = pieceOrNull(numberFor(offset));
        if (piece == null) {
            return 0;
        }
        Mapping mapping = piece.file.acquire();
        try {
            long place = place(offset);
            boolean known = place < mapping.mappedEnd() && mapping.isReadable(place, place + Long.BYTES);
            return known ? mapping.getLong(place) : 0;
        } finally {
            mapping.release();
        }
    }

    private @Nullable Piece pieceOrNull(long number) {
        Piece[] all = pieces;
        long i = number - firstNumber;
        return i >= 0 && i < all.length ? all[(int) i] : null;
    }

    // --- grow

    /** Whether offsets below {@code end}, from the end of the queue on, can be written. Under the monitor. */
    boolean hasRoom(long end) {
        return end <= hotEnd;
    }

    /**
     * Makes offsets of [from, end) ready to be written. Under the lock for growing; the result is for {@link #heat}.
     *
     * @param from the end of the queue, or less
     */
    Mapping[] prepare(long from, long end) throws IOException {
        long first = numberFor(from);
        createBefore(first);
        Mapping[] mappings = new Mapping[(int) (numberFor(end - 1) - first) + 1];
        boolean done = false;
        try {
            for (int i = 0; i < mappings.length; i++) {
                mappings[i] = acquire(first + i);
                long last = Math.min(end - 1, ((first + i + 1) << ENTRIES_SHIFT) - 1);
                allocate(first + i, mappings[i], place(last) + Long.BYTES);
            }
            done = true;
            return mappings;
        } finally {
            if (!done) {
                releaseAll(mappings);
            }
        }
    }

    /** The files are in a row, also where nothing could be written into one. */
    private void createBefore(long number) throws IOException {
        while (pieces.length > 0 && firstNumber + pieces.length < number) {
            create(firstNumber + pieces.length).release();
        }
    }

    private Mapping acquire(long number) throws IOException {
        Piece piece = pieceOrNull(number);
        return piece != null ? piece.file.acquire() : create(number);
    }

    private Mapping create(long number) throws IOException {
        var file = files.file(path(files.folder(), number));
        Mapping mapping = null;
        try {
            mapping = file.create();
            mapping.allocate(0, Steps.PAGE, Steps.PAGE);
            new FileHeader(FileHeader.INDEX, LogFiles.newSalt(), files.queue(), number, number << ENTRIES_SHIFT)
                    .put(mapping);
        } catch (IOException | RuntimeException | Error e) {
            if (mapping != null) {
                mapping.release();
            }
            files.drop(file, e);
            throw e;
        }
        Piece piece = new Piece(file);
        piece.allocated = Steps.PAGE;
        if (pieces.length == 0) {
            firstNumber = number;
        }
        Piece[] all = Arrays.copyOf(pieces, pieces.length + 1);
        all[pieces.length] = piece;
        pieces = all;
        return mapping;
    }

    private void allocate(long number, Mapping mapping, long end) throws IOException {
        Piece piece = pieces[(int) (number - firstNumber)];
        if (end <= piece.allocated) {
            return;
        }
        long grain = Math.clamp(piece.allocated, Steps.PAGE, GRAIN);
        long most = Steps.pageEnd(place(ENTRIES - 1) + Long.BYTES);
        long to = Math.min(most, Steps.pageEnd(Math.max(end, piece.allocated + grain)));
        mapping.growTo(to);
        try {
            mapping.allocate(piece.allocated, to, Steps.PIECE);
        } catch (StorageExhaustedException e) {
            to = Steps.pageEnd(end); // what is needed now may fit
            mapping.allocate(piece.allocated, to, Steps.PIECE);
        }
        piece.allocated = to;
    }

    /** The end of the offsets that can be written once those below {@code end} are prepared. Under the lock for growing. */
    long preparedEnd(long end) {
        long number = numberFor(end - 1);
        long entries = (pieces[(int) (number - firstNumber)].allocated - FIRST_ENTRY) / Long.BYTES;
        return (number << ENTRIES_SHIFT) + Math.min(ENTRIES, entries);
    }

    /**
     * Says that what stands from an entry on is not to be kept. Its page can be written if something stands in it, as there
     * is room on the disk for it then; another is allocated when it is needed, as the disk may be full now, and so is one
     * that cannot be read. At the start.
     */
    void restoreEnd(long end) throws IOException {
        Piece piece = pieceOrNull(numberFor(end));
        if (piece == null) {
            return;
        }
        Mapping mapping = piece.file.acquire();
        try {
            long page = place(end) & -Steps.PAGE;
            mapping.growTo(page + Steps.PAGE);
            piece.allocated = page;
            piece.dirty = true;
            if (mapping.isReadable(page, page + Steps.PAGE) && !mapping.isBlank(page, page + Steps.PAGE)) {
                mapping.clear(place(end), page + Steps.PAGE);
                piece.allocated = page + Steps.PAGE;
            }
        } finally {
            mapping.release();
        }
    }

    /** Begins to use what was prepared; what was in use before is to be released. Under the monitor. */
    Mapping[] heat(Mapping[] prepared, long from, long end) {
        Mapping[] before = hot;
        hot = prepared;
        hotFirst = numberFor(from);
        hotEnd = end;
        return before;
    }

    /** Ends the use of all; to be released. Under the monitor. */
    Mapping[] cool() {
        return heat(NONE, 0, 0);
    }

    static void releaseAll(@Nullable Mapping[] mappings) {
        for (Mapping mapping : mappings) {
            if (mapping != null) {
                mapping.release();
            }
        }
    }

    // --- write

    /** There must be room. Under the monitor. */
    void put(long offset, int count, long position) {
        long end = offset + count;
        for (long from = offset; from < end; ) {
            int i = (int) (numberFor(from) - hotFirst);
            pieces[(int) (numberFor(from) - firstNumber)].dirty = true;
            long until = Math.min(end, (numberFor(from) + 1) << ENTRIES_SHIFT);
            for (; from < until; from++) {
                hot[i].putLong(place(from), position);
            }
        }
    }

    /** Corrects the entries of a batch, or throws if there is no room for them. Any thread. */
    void mend(long offset, int count, long position) throws IOException {
        for (long at = offset; at < offset + count; at++) {
            Piece piece = pieceOrNull(numberFor(at));
            if (piece == null) {
                return;
            }
            Mapping mapping = piece.file.acquire();
            try {
                mapping.growTo(entryEnd(at));
                mapping.write(place(at), position); // not through the mapping: there may be no room for the page
            } finally {
                mapping.release();
            }
        }
    }

    /** The files that were written since the last call. Under the monitor. */
    List<MappedFile> takeDirty() {
        List<MappedFile> dirty = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.dirty) {
                piece.dirty = false;
                dirty.add(piece.file);
            }
        }
        return dirty;
    }

    /** Files that {@link #takeDirty} gave count as written again. Under the monitor. */
    void putBackDirty(List<MappedFile> dirty) {
        for (Piece piece : pieces) {
            piece.dirty |= dirty.contains(piece.file);
        }
    }

    // --- the end

    /** Takes out the files of which all offsets are below {@code earliest}; to be deleted. Under both. */
    List<MappedFile> takeBelow(long earliest) {
        Piece[] all = pieces;
        int gone = Math.clamp(numberFor(earliest) - firstNumber, 0, Math.max(0, all.length - 1));
        List<MappedFile> dropped = new ArrayList<>();
        for (int i = 0; i < gone; i++) {
            dropped.add(all[i].file);
        }
        if (gone > 0) {
            pieces = Arrays.copyOfRange(all, gone, all.length);
            firstNumber += gone;
        }
        return dropped;
    }

    /** Deletes the files behind the one in which an offset has its entry: there is nothing in them yet. At the start. */
    void dropBeyond(long end) throws IOException {
        Piece[] all = pieces;
        int keep = Math.clamp(numberFor(end) + 1 - firstNumber, 0, all.length);
        pieces = Arrays.copyOf(all, keep);
        for (int i = keep; i < all.length; i++) {
            files.delete(all[i].file);
        }
    }

    void close() {
        for (Piece piece : pieces) {
            piece.file.close();
        }
    }
}
