package io.kaska.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log as it lies in its folder, to be looked at only: nothing is written, made or deleted. A broker may have it open
 * meanwhile; then what is seen is what was there when the head of a segment was read, or the bytes of a batch.
 *
 * <p>For one thread. A disk that fails shows as an {@link IOException}, or as a {@link java.io.UncheckedIOException}.
 */
final class StoredLog implements AutoCloseable {
    private static final int MOST_OPEN = 4;

    final Path folder;
    private final Disk disk;
    private final StoredIndex index;
    private final TreeMap<Long, StoredSegment> segments = new TreeMap<>();
    private final TreeMap<Long, IOException> damaged = new TreeMap<>();
    private final List<Long> indexNumbers = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private final LinkedHashMap<Long, StoredFile> open = new LinkedHashMap<>(MOST_OPEN, 1, true);

    private long queue; // in the heads of its files; 0 if there are none

    private StoredLog(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        this.index = new StoredIndex(disk, folder);
    }

    /** @throws NewerFormatException if a newer version of Kaska wrote a file of it */
    static StoredLog open(Disk disk, Path folder) throws IOException {
        var log = new StoredLog(disk, folder);
        log.readHeads();
        return log;
    }

    // --- what is there

    private void readHeads() throws IOException {
        for (String name : disk.list(folder)) {
            long number = DataSegment.numberOf(name);
            if (number > 0 && number <= Integer.MAX_VALUE) {
                readHead(number);
            } else if (LogIndex.numberOf(name) >= 0) {
                indexNumbers.add(LogIndex.numberOf(name));
            } else if (!name.startsWith("%") && !name.startsWith(".")) {
                foreign.add(name);
            }
        }
        indexNumbers.sort(null);
        elect();
        leaveAlone();
        foreign.sort(null);
    }

    /** The queue is the one of which most files are, as {@link LogFolder} says. */
    private void elect() throws IOException {
        Map<Long, Integer> votes = new LinkedHashMap<>(); // the index first: where two differ it is believed
        for (long number : indexNumbers) {
            FileHeader head = StoredIndex.headOf(disk, folder, number);
            if (head != null) {
                votes.merge(head.queue(), 1, Integer::sum);
            }
        }
        segments.values().forEach(segment -> votes.merge(segment.header().queue(), 1, Integer::sum));
        int most = 0;
        for (Map.Entry<Long, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                queue = vote.getKey();
            }
        }
        index.setQueue(queue);
        segments.values().removeIf(this::isOfAnother);
    }

    private boolean isOfAnother(StoredSegment segment) {
        boolean other = segment.header().queue() != queue;
        if (other) {
            damaged.put(segment.number(), segment.header().foreign(segment.path(), queue));
        }
        return other;
    }

    /** Files with bad heads count where their numbers go on from good ones; others may be anything. */
    private void leaveAlone() {
        for (long number : List.copyOf(damaged.keySet())) {
            if (number < lowest() || number > highest()) {
                damaged.remove(number);
                foreign.add(String.valueOf(DataSegment.path(folder, number).getFileName()));
            }
        }
    }

    private @Nullable StoredSegment readHead(long number) throws IOException {
        try {
            StoredSegment segment = StoredSegment.read(disk, folder, number);
            if (queue != 0 && segment.header().queue() != queue) {
                throw segment.header().foreign(segment.path(), queue);
            }
            segments.put(number, segment);
            damaged.remove(number);
            return segment;
        } catch (DamagedFileException e) {
            damaged.put(number, e);
        } catch (NoSuchFileException e) {
            damaged.remove(number); // deleted meanwhile
        }
        return null;
    }

    /** Looks again at what is there: a broker may have made and deleted segments. */
    void refresh() throws IOException {
        close();
        queue = 0;
        segments.clear();
        damaged.clear();
        indexNumbers.clear();
        foreign.clear();
        readHeads();
    }

    /** The segments with a whole head, by number. */
    List<StoredSegment> segments() {
        return List.copyOf(segments.values());
    }

    /** The segment of a number, also if it was made since; null if there is none that can be read. */
    @Nullable
    StoredSegment segment(long number) throws IOException {
        StoredSegment known = segments.get(number);
        return known != null || number <= 0 ? known : readHead(number);
    }

    /** Why the head of a segment cannot be read; null if there is no such file, or it can be. */
    @Nullable
    IOException damage(long number) {
        return damaged.get(number);
    }

    /** The lowest number of a segment that is there, whole or not; the highest possible if there is none. */
    long lowest() {
        if (segments.isEmpty()) {
            return damaged.isEmpty() ? Long.MAX_VALUE : damaged.firstKey();
        }
        long number = segments.firstKey();
        while (damaged.containsKey(number - 1)) {
            number--;
        }
        return number;
    }

    /** The highest; 0 if there is none. */
    long highest() {
        if (segments.isEmpty() && damaged.isEmpty()) {
            return 0;
        }
        long number = segments.isEmpty() ? damaged.firstKey() : segments.lastKey();
        while (damaged.containsKey(number + 1)) {
            number++;
        }
        return number;
    }

    /** Whether nothing was ever written into a file: it was being made when its process ended. */
    boolean isBlank(long number) throws IOException {
        try (StoredFile file = StoredFile.open(disk, DataSegment.path(folder, number))) {
            for (long place = 0; place + Long.BYTES <= file.end(); place += Long.BYTES) {
                if (file.getLong(place) != 0) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The files of the index that are there, by number. */
    List<Long> indexNumbers() {
        return indexNumbers;
    }

    /** The names of files that no log has. */
    List<String> foreign() {
        return foreign;
    }

    StoredIndex index() {
        return index;
    }

    // --- what the checkpoints say

    /** The offset of the first message; it only ever rises, so the highest that is written counts. */
    long earliest() {
        long first = Long.MAX_VALUE;
        long earliest = -1;
        for (StoredSegment segment : segments.values()) {
            first = Math.min(first, segment.first());
            Checkpoint checkpoint = segment.checkpoint();
            if (checkpoint != null) {
                earliest = Math.max(earliest, checkpoint.earliest());
            }
        }
        return earliest >= 0 || segments.isEmpty() ? Math.max(earliest, 0) : first;
    }

    /** All offsets below were given when the last checkpoint was made. */
    long knownEnd() {
        long end = earliest();
        for (StoredSegment segment : segments.values()) {
            Checkpoint checkpoint = segment.checkpoint();
            end = checkpoint == null ? end : Math.max(end, checkpoint.end());
        }
        return end;
    }

    // --- bytes

    /** The bytes of a segment, until another few are asked for. */
    StoredFile bytes(StoredSegment segment) throws IOException {
        StoredFile file = open.get(segment.number());
        if (file == null) {
            file = StoredFile.open(disk, segment.path());
            open.put(segment.number(), file);
            if (open.size() > MOST_OPEN) {
                open.pollFirstEntry().getValue().close();
            }
        }
        return file;
    }

    /** Forgets the bytes that were read, so that they are read anew: a broker may have written since. */
    void forgetBytes() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        index.close();
        for (StoredFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
