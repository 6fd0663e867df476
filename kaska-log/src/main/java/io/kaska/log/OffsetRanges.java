package io.kaska.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which offsets were seen in batches, and in which order of time. Batches come nearly in the order of their offsets, so
 * there are few ranges however many batches there are. For one thread.
 *
 * <p>Invariant: the ranges have room between them.
 */
final class OffsetRanges {
    /** The offsets from a key of the map on, until {@code until}, with the times of the first and the last batch. */
    private record Range(long until, long firstTime, long lastTime) {}

    /** Offsets of [from, until) that were not seen. */
    record Hole(long from, long until) {}

    /** What is wrong with a batch among the others. */
    enum Problem {
        NONE,
        /** One of its offsets was seen before. */
        TWICE,
        /** It is older than the one before it, or newer than the one behind it. */
        TIME
    }

    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    /** Adds a batch. */
    Problem add(long from, long until, long time) {
        Map.Entry<Long, Range> before = ranges.lowerEntry(until);
        if (before != null && before.getValue().until() > from) {
            return Problem.TWICE;
        }
        Map.Entry<Long, Range> after = ranges.ceilingEntry(until);
        boolean joinsBefore = before != null && before.getValue().until() == from;
        boolean joinsAfter = after != null && after.getKey() == until;
        boolean late = before != null && before.getValue().lastTime() > time;
        boolean early = after != null && after.getValue().firstTime() < time;
        long start = joinsBefore ? before.getKey() : from;
        long firstTime = joinsBefore ? before.getValue().firstTime() : time;
        if (joinsAfter) {
            ranges.remove(after.getKey());
        }
        ranges.put(
                start,
                joinsAfter
                        ? new Range(
                                after.getValue().until(),
                                firstTime,
                                after.getValue().lastTime())
                        : new Range(until, firstTime, time));
        return late || early ? Problem.TIME : Problem.NONE;
    }

    /** The end of what was seen from an offset on without a hole. */
    long endFrom(long offset) {
        Map.Entry<Long, Range> range = ranges.floorEntry(offset);
        return range == null ? offset : Math.max(offset, range.getValue().until());
    }

    /** One more than the highest offset; 0 if there is none. */
    long end() {
        return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue().until();
    }

    /** The holes in [from, until), in a row. */
    List<Hole> holes(long from, long until) {
        List<Hole> holes = new ArrayList<>();
        long at = endFrom(from);
        while (at < until) {
            Long next = ranges.ceilingKey(at);
            long end = next == null ? until : Math.min(until, next);
            holes.add(new Hole(at, end));
            at = endFrom(end);
        }
        return holes;
    }
}
