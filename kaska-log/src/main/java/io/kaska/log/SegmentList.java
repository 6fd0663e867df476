package io.kaska.log;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log, by their numbers, which are in a row: new ones come at the end, old ones go from the beginning.
 *
 * <p>Reading is safe for many threads; it is changed under the monitor of the {@link QueueLog}.
 */
final class SegmentList implements Iterable<DataSegment> {
    private volatile DataSegment[] segments; // never changed, but replaced

    SegmentList(List<DataSegment> segments) {
        this.segments = segments.toArray(DataSegment[]::new);
    }

    boolean isEmpty() {
        return segments.length == 0;
    }

    /** The one with the highest number. There must be one. */
    DataSegment last() {
        DataSegment[] all = segments;
        return all[all.length - 1];
    }

    /** The segment of a number, or null if there is none any more. */
    @Nullable
    DataSegment get(long number) {
        DataSegment[] all = segments;
        long i = all.length == 0 ? -1 : number - all[0].number;
        return i >= 0 && i < all.length ? all[(int) i] : null;
    }

    /** The number of the next. */
    long nextNumber() {
        return isEmpty() ? 1 : last().number + 1;
    }

    /** Those that there are now. */
    @Override
    public Iterator<DataSegment> iterator() {
        return Arrays.asList(segments).iterator();
    }

    /** How many bytes of them are used. Under the monitor. */
    long bytes() {
        long bytes = 0;
        for (DataSegment segment : segments) {
            bytes += segment.bytes();
        }
        return bytes;
    }

    /** Takes a new one in. Under the monitor. */
    void add(DataSegment fresh) {
        DataSegment[] all = Arrays.copyOf(segments, segments.length + 1);
        all[all.length - 1] = fresh;
        segments = all;
    }

    /** Takes out the first ones that are dead, but never the last of all. Under the monitor. */
    List<DataSegment> takeWhile(Predicate<DataSegment> isDead) {
        DataSegment[] all = segments;
        int gone = 0;
        while (gone < all.length - 1 && isDead.test(all[gone])) {
            gone++;
        }
        segments = Arrays.copyOfRange(all, gone, all.length);
        return List.of(all).subList(0, gone);
    }
}
