package io.kaska.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which offsets were found when a log was looked through, and where it therefore ends.
 *
 * <p>A batch says how far it was ahead of what was safe when it was appended (its <i>lag</i>). So offsets below the
 * highest {@code offset - lag} were safe: where one is missing the disk has lost it, which is told and kept as damage.
 * What is missing at or above was never acknowledged, nor shown, so the log ends there. Without a flush for each message
 * the lag is 0, and nothing whole is ever given up.
 *
 * <p>For one thread.
 */
final class RecoveredOffsets {
    /** Offsets of [from, end). */
    record Range(long from, long end) {}

    private final long base;
    private final TreeMap<Long, Long> whole = new TreeMap<>(); // from, and end
    private long safe;

    /**
     * @param base all offsets below are known
     * @param safe all below were safe
     */
    RecoveredOffsets(long base, long safe) {
        this.base = base;
        this.safe = safe;
        whole.put(base, base);
    }

    /** Takes note that all below {@code end} were safe. */
    void addSafe(long end) {
        safe = Math.max(safe, end);
    }

    /** Takes note of a whole batch. */
    void add(long offset, int count) {
        long end = offset + count;
        if (end <= base) {
            return;
        }
        Map.Entry<Long, Long> before = whole.floorEntry(offset);
        if (before != null && before.getValue() >= offset) {
            whole.put(before.getKey(), Math.max(before.getValue(), end));
        } else {
            whole.put(offset, end);
        }
    }

    boolean has(long offset) {
        Map.Entry<Long, Long> before = whole.floorEntry(offset);
        return offset < base || (before != null && offset < before.getValue());
    }

    /** The offset that the next batch gets. */
    long end() {
        long end = base;
        for (Map.Entry<Long, Long> part : whole.entrySet()) {
            if (part.getKey() > end && end >= safe) {
                return end;
            }
            end = Math.max(end, part.getValue());
        }
        return Math.max(end, safe);
    }

    /** What is missing before the end. */
    List<Range> lost() {
        List<Range> lost = new ArrayList<>();
        long end = end();
        long at = base;
        for (Map.Entry<Long, Long> part : whole.entrySet()) {
            if (part.getKey() > at && part.getKey() < end) {
                lost.add(new Range(at, part.getKey()));
            }
            at = Math.max(at, part.getValue());
        }
        if (at < end) {
            lost.add(new Range(at, end));
        }
        return lost;
    }
}
