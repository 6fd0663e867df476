package io.kaska.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which pages of a mapped file the disk can read. Each is read once by the file, before it is looked at through the
 * mapping: there a page that cannot be read ends the process, here it is an answer. Pages of 64 KiB are read together.
 *
 * <p>Safe for use by many threads.
 */
final class ReadablePages {
    private static final int TOGETHER = 16;

    private final DiskFile file;
    private volatile long[] good = {}; // a bit for each; set under the monitor, and may be seen late
    private final BitSet bad = new BitSet(0); // guarded by the monitor

    ReadablePages(DiskFile file) {
        this.file = file;
    }

    /** Whether all of [from, to) can be read; the pages are in memory then, at least for a moment. */
    boolean include(long from, long to) {
        int end = (int) (Steps.pageEnd(to) / Steps.PAGE);
        for (int page = (int) (from / Steps.PAGE); page < end; page++) {
            if (!isGood(page) && !read(page)) {
                return false;
            }
        }
        return true;
    }

    /** What could not be read may have got another place on the disk. */
    synchronized void noteWritten(long from, long to) {
        if (!bad.isEmpty()) {
            bad.clear((int) (from / Steps.PAGE), (int) (Steps.pageEnd(to) / Steps.PAGE));
        }
    }

    private boolean isGood(int page) {
        long[] bits = good;
        return page / Long.SIZE < bits.length && (bits[page / Long.SIZE] & 1L << page) != 0;
    }

    private synchronized boolean read(int page) {
        if (!isGood(page) && !bad.get(page)) {
            int first = page / TOGETHER * TOGETHER;
            int count = read(first, TOGETHER);
            for (int i = first; i < first + count; i++) {
                setGood(i);
            }
            if (page >= first + count && read(page, 1) == 1) { // one before it is bad
                setGood(page);
            }
        }
        boolean readable = isGood(page);
        bad.set(page, !readable);
        return readable;
    }

    /** Returns how many of the pages could be read. */
    private int read(int first, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * Steps.PAGE);
        try {
            file.read(bytes, (long) first * Steps.PAGE);
        } catch (IOException e) {
            if (count == 1) {
                LogStore.LOG.error("a page of a log is lost: {}", e.getMessage());
            }
        }
        return (int) (Steps.pageEnd(bytes.position()) / Steps.PAGE);
    }

    private void setGood(int page) {
        long[] bits = good;
        if (page / Long.SIZE >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(page / Long.SIZE + 1, Math.min(2 * bits.length, 1 << 16)));
        }
        bits[page / Long.SIZE] |= 1L << page;
        good = bits;
    }
}
