package io.kaska.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a log is as its last checkpoint says, so that nothing has to be looked through before it is used. It
 * reads the heads of all files, what stands behind the tail, and one entry of the index; it maps nothing and changes
 * nothing. Where anything is not as a log that was left alone for a second has it, {@link LogRecovery} is asked, which
 * says what is wrong.
 *
 * <p>For one thread, once.
 *
 * <p>Invariant: what it says is what {@link LogRecovery} would find, and that would change no batch.
 */
final class LogGlance {
    private final Disk disk;
    private final Path folder;
    private final TreeSet<Long> segments = new TreeSet<>();
    private final TreeSet<Long> indexFiles = new TreeSet<>();
    private long queue; // what the heads have in common; known with the first
    private boolean one = true; // queue
    private long timestamp;
    private long highestEnd;

    private LogGlance(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * What is known of the queue in a folder; null if it has to be looked through.
     *
     * @throws NewerFormatException if a newer version of Kaska wrote one of its files
     */
    static @Nullable QueueState stateOf(Disk disk, Path folder) throws IOException {
        try {
            return new LogGlance(disk, folder).look();
        } catch (DamagedFileException | UncheckedIOException e) {
            LogStore.LOG.debug("{} has to be looked through", folder, e);
            return null;
        }
    }

    private @Nullable QueueState look() throws IOException {
        for (String name : disk.list(folder)) {
            if (!take(name)) {
                return null;
            }
        }
        if (segments.isEmpty()) {
            return indexFiles.isEmpty() ? new QueueState(0, 0, 0) : null;
        }
        Checkpoint last = null;
        for (long number = segments.first(); number <= segments.last(); number++) {
            last = segments.contains(number) ? checkpoint(number) : null;
            if (last == null) {
                return null;
            }
        }
        return last != null && highestEnd == last.end() && isIndexed(last.earliest(), last.end()) && one
                ? new QueueState(last.end(), last.earliest(), timestamp)
                : null;
    }

    /** False if it is none of a log's; what is to be left alone is none of our business. */
    private boolean take(String name) {
        long data = DataSegment.numberOf(name);
        long index = LogIndex.numberOf(name);
        if (data > 0) {
            return segments.add(data);
        }
        return index >= 0 ? indexFiles.add(index) : name.startsWith("%") || name.startsWith(".");
    }

    private void note(FileHeader header) {
        one &= queue == 0 || queue == header.queue();
        queue = header.queue();
    }

    // --- segments

    /** The checkpoint of a segment that is whole, and has nothing behind it if it is the last; else null. */
    private @Nullable Checkpoint checkpoint(long number) throws IOException {
        Path path = DataSegment.path(folder, number);
        try (StoredFile file = StoredFile.openHead(disk, path)) {
            StoredSegment segment = StoredSegment.read(file, path, number);
            note(segment.header());
            Checkpoint checkpoint = segment.checkpoint();
            if (checkpoint == null || !segment.torn().isEmpty() || !isWhole(segment, checkpoint)) {
                return null;
            }
            timestamp = Math.max(timestamp, checkpoint.timestamp());
            highestEnd = Math.max(highestEnd, checkpoint.end());
            boolean last = number == segments.last();
            return !last || isBlank(file, checkpoint.tail(), segment.allocated()) ? checkpoint : null;
        }
    }

    private static boolean isWhole(StoredSegment segment, Checkpoint checkpoint) {
        return segment.allocated() >= Steps.PAGE
                && segment.allocated() <= segment.size()
                && checkpoint.tail() >= DataSegment.FIRST_BATCH
                && checkpoint.tail() <= segment.allocated();
    }

    /** Whether nothing was written there, nor even room set aside. */
    private static boolean isBlank(FileView file, long from, long to) {
        for (long place = from; place < to; place += Long.BYTES) {
            if (file.getLong(place) != 0) {
                return false;
            }
        }
        return true;
    }

    // --- the index

    /** Whether the index has all that is kept, and nothing at the end, where a batch published since would stand. */
    private boolean isIndexed(long earliest, long end) throws IOException {
        for (long number = LogIndex.numberFor(earliest); number < LogIndex.numberFor(end); number++) {
            if (!indexFiles.contains(number)) {
                return false;
            }
        }
        boolean endsInAFile = LogIndex.place(end) != LogIndex.place(0) && end > earliest;
        if (endsInAFile && !indexFiles.contains(LogIndex.numberFor(end))) {
            return false;
        }
        for (long number : indexFiles) {
            if (!isWhole(number, end)) {
                return false;
            }
        }
        return true;
    }

    private boolean isWhole(long number, long end) throws IOException {
        Path path = LogIndex.path(folder, number);
        try (StoredFile file = StoredFile.openHead(disk, path)) {
            note(StoredIndex.head(file, path, number));
            if (number < LogIndex.numberFor(end)) {
                return file.end() >= LogIndex.entryEnd(LogIndex.lastOffset(number));
            }
            long place = LogIndex.place(end);
            return number > LogIndex.numberFor(end)
                    || (file.end() >= place && (file.end() < place + Long.BYTES || file.getLong(place) == 0));
        }
    }
}
