package io.kaska.log;

import java.util.Arrays;

/**
 * Positions of batches in the order of their offsets. They come nearly in that order, so that a new one finds its place
 * near the end. For one thread.
 */
final class OffsetQueue {
    private long[] offsets = new long[64];
    private long[] positions = new long[64];
    private int head;
    private int end;

    boolean isEmpty() {
        return head == end;
    }

    /** The lowest offset; there is one. */
    long offset() {
        return offsets[head];
    }

    /** The position that belongs to it. */
    long position() {
        return positions[head];
    }

    void add(long offset, long position) {
        if (end == offsets.length) {
            makeRoom();
        }
        int at = end++;
        for (; at > head && offsets[at - 1] > offset; at--) {
            offsets[at] = offsets[at - 1];
            positions[at] = positions[at - 1];
        }
        offsets[at] = offset;
        positions[at] = position;
    }

    private void makeRoom() {
        int count = end - head;
        int size = Math.max(64, count * 2);
        offsets = Arrays.copyOf(Arrays.copyOfRange(offsets, head, end), size);
        positions = Arrays.copyOf(Arrays.copyOfRange(positions, head, end), size);
        head = 0;
        end = count;
    }

    /** Takes the lowest out. */
    void remove() {
        head++;
    }
}
