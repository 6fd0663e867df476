package io.kaska.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that stand in the folder of a log at the start: which are its own, and what their heads say. A file that is
 * missing between others, has a bad head, or belongs to another queue becomes a segment that is damaged as a whole.
 *
 * <p>For one thread, once.
 */
final class LogFolder {
    private static final long MOST = Integer.MAX_VALUE; // of the numbers of segments, as a position has room for

    /** The head of a file, or what is wrong with it. */
    private record Head(
            MappedFile file,
            boolean cut,
            @Nullable FileHeader header,
            @Nullable DamagedFileException problem) {}

    final List<DataSegment> segments = new ArrayList<>(); // by number, in a row
    final List<Checkpoint> checkpoints = new ArrayList<>(); // of the segments
    final TreeMap<Long, MappedFile> indexFiles = new TreeMap<>();

    private final LogFiles files;
    private final TreeMap<Long, Head> dataHeads = new TreeMap<>();
    private final TreeMap<Long, Head> indexHeads = new TreeMap<>();

    LogFolder(LogFiles files) {
        this.files = files;
    }

    void open() throws IOException {
        for (String name : files.list()) {
            long data = DataSegment.numberOf(name);
            long index = LogIndex.numberOf(name);
            if (data > 0 && data <= MOST) {
                MappedFile file = files.file(DataSegment.path(files.folder(), data));
                dataHeads.put(data, head(file, FileHeader.SEGMENT, data));
            } else if (index >= 0) {
                MappedFile file = files.file(LogIndex.path(files.folder(), index));
                indexFiles.put(index, file);
                indexHeads.put(index, head(file, FileHeader.INDEX, index));
            } else if (!name.startsWith("%") && !name.startsWith(".")) {
                LogStore.LOG.warn("{} is no file of Kaska, and is left alone", file(name));
            }
        }
        elect();
        openSegments();
    }

    private String file(String name) {
        return files.folder().resolve(name).toString();
    }

    private static Head head(MappedFile file, int magic, long number) throws IOException {
        Mapping mapping = file.acquire();
        try {
            if (!mapping.isReadable(0, DataSegment.FIRST_BATCH)) {
                throw new DamagedFileException(file.path, 0, "the head of a file", "a disk that cannot read it");
            }
            FileHeader header = FileHeader.get(mapping, file.path, magic, number);
            return new Head(file, magic == FileHeader.SEGMENT && DataSegment.isCut(mapping), header, null);
        } catch (DamagedFileException e) {
            return new Head(file, true, null, e);
        } finally {
            mapping.release();
        }
    }

    /** The queue is the one of which most files are. Of two files that differ the index is believed. */
    private void elect() {
        Map<Long, Integer> votes = new HashMap<>();
        dataHeads.values().forEach(head -> vote(head, votes));
        int most = 0;
        for (Head head : indexHeads.values()) {
            vote(head, votes);
        }
        for (TreeMap<Long, Head> heads : List.of(indexHeads, dataHeads)) {
            for (Head head : heads.values()) {
                if (head.header != null && votes.getOrDefault(head.header.queue(), 0) > most) {
                    most = votes.getOrDefault(head.header.queue(), 0);
                    files.setQueue(head.header.queue());
                }
            }
        }
        dataHeads.replaceAll((number, head) -> ofThisQueue(head));
        indexHeads.replaceAll((number, head) -> ofThisQueue(head));
    }

    private static void vote(Head head, Map<Long, Integer> votes) {
        if (head.header != null) {
            votes.merge(head.header.queue(), 1, Integer::sum);
        }
    }

    private Head ofThisQueue(Head head) {
        FileHeader header = head.header;
        return header == null || header.queue() == files.queue()
                ? head
                : new Head(head.file, true, null, header.foreign(head.file.path, files.queue()));
    }

    // --- segments

    /** Files with bad heads count where their numbers go on from good ones; others may be anything. */
    private void openSegments() throws IOException {
        if (dataHeads.isEmpty()) {
            return;
        }
        List<Long> good = dataHeads.entrySet().stream()
                .filter(e -> e.getValue().header != null)
                .map(Map.Entry::getKey)
                .toList();
        long first = good.isEmpty() ? dataHeads.firstKey() : good.getFirst();
        long last = good.isEmpty() ? first : good.getLast();
        while (dataHeads.containsKey(first - 1)) {
            first--;
        }
        while (dataHeads.containsKey(last + 1)) {
            last++;
        }
        for (long number = first; number <= last; number++) {
            add(number, dataHeads.get(number));
        }
        dataHeads.headMap(first).values().forEach(LogFolder::leaveAlone);
        dataHeads.tailMap(last, false).values().forEach(LogFolder::leaveAlone);
    }

    private static void leaveAlone(Head head) {
        LogStore.LOG.warn("{} is no segment of its log, and is left alone", head.file);
    }

    private void add(long number, @Nullable Head head) throws IOException {
        if (head != null && head.header != null) {
            DataSegment segment = DataSegment.of(head.file, head.header);
            segment.cut = head.cut;
            if (head.cut) {
                LogStore.LOG.error(
                        "{}",
                        DamagedFileException.text(head.file.path, 48, "where it was written to", "something else"));
            }
            segments.add(segment);
            checkpoints.add(checkpoint(segment));
            return;
        }
        MappedFile file = head == null ? files.file(DataSegment.path(files.folder(), number)) : head.file;
        DamagedFileException problem = head == null || head.problem == null
                ? new DamagedFileException(file.path, 0, "a segment", "no file")
                : head.problem;
        LogStore.LOG.error("what is in it cannot be read: {}", problem.getMessage());
        segments.add(DataSegment.damaged(file, number, problem));
        checkpoints.add(Checkpoint.none(0, 0, 0));
    }

    /** One that is not whole is as good as none: more is looked through then. */
    private static Checkpoint checkpoint(DataSegment segment) throws IOException {
        Mapping mapping = segment.file.acquire();
        try {
            int torn = segment.tornCheckpoint(mapping);
            if (torn != 0) {
                LogStore.LOG.warn(
                        "{}; the segment is looked through",
                        DamagedFileException.text(segment.file.path, torn, "a whole checkpoint", "another check"));
            }
            Checkpoint last = segment.lastCheckpoint(mapping);
            segment.restore(last);
            segment.verifyBefore(mapping.mappedEnd());
            segment.lookThrough = torn != 0 || last.number() == 0;
            return last;
        } finally {
            mapping.release();
        }
    }

    /** The last segment that has a checkpoint; -1 if none has. */
    int lastWithCheckpoint() {
        int i = segments.size() - 1;
        while (i >= 0 && checkpoints.get(i).number() == 0) {
            i--;
        }
        return i;
    }

    /** Whether a segment is damaged as a whole. */
    boolean hasDamage() {
        return segments.isEmpty() || segments.stream().anyMatch(segment -> segment.damage != null);
    }

    /** The highest end that any checkpoint knows of. What the head of a segment says was not safe when it was made. */
    long highestEnd() {
        return checkpoints.stream()
                .filter(checkpoint -> checkpoint.number() > 0)
                .mapToLong(Checkpoint::end)
                .max()
                .orElse(0);
    }

    /** The earliest offset, by what stands in the heads alone. */
    long firstOffset() {
        return segments.isEmpty() || segments.getFirst().damage != null
                ? 0
                : segments.getFirst().first();
    }

    /** Takes away a last file in which nothing was ever written: it was being made when the last process ended. */
    void dropBlankLast() throws IOException {
        DataSegment last = segments.isEmpty() ? null : segments.getLast();
        if (last == null || last.damage == null || !isBlank(last.file)) {
            return;
        }
        LogStore.LOG.warn("{} is empty, and goes", last.file);
        files.delete(last.file);
        segments.removeLast();
        checkpoints.removeLast();
    }

    private static boolean isBlank(MappedFile file) throws IOException {
        Mapping mapping;
        try {
            mapping = file.acquire();
        } catch (NoSuchFileException e) {
            return false;
        }
        try {
            return mapping.isReadable(0, mapping.mappedEnd()) && mapping.isBlank(0, mapping.mappedEnd());
        } finally {
            mapping.release();
        }
    }

    // --- the index

    /** Whether all of the index for the offsets of [from, end) is there; what is broken behind that goes. */
    boolean hasIndex(long from, long end) throws IOException {
        long first = LogIndex.numberFor(from);
        long last = end == from ? first - 1 : LogIndex.numberFor(end - 1);
        boolean good = true;
        for (long number = first; number <= last; number++) {
            good &= isGood(number, LogIndex.entryEnd(Math.min(end - 1, LogIndex.lastOffset(number))));
        }
        long number = last + 1;
        while (isGood(number, 0)) {
            number++;
        }
        deleteIndex(number);
        return good;
    }

    private boolean isGood(long number, long size) throws IOException {
        Head head = indexHeads.get(number);
        if (head == null) {
            return false;
        }
        if (head.problem != null) {
            LogStore.LOG.warn("{}", head.problem.getMessage());
            return false;
        }
        Mapping mapping = head.file.acquire();
        try {
            return mapping.mappedEnd() >= size;
        } finally {
            mapping.release();
        }
    }

    /** Deletes the files of the index from a number on. */
    void deleteIndex(long from) throws IOException {
        Map<Long, MappedFile> gone = indexFiles.tailMap(from);
        for (MappedFile file : gone.values()) {
            files.delete(file);
        }
        gone.clear();
        indexHeads.tailMap(from).clear();
    }

    /** Closes all that was opened, as nobody will use it. */
    void close() {
        dataHeads.values().forEach(head -> head.file.close());
        indexFiles.values().forEach(MappedFile::close);
    }
}
