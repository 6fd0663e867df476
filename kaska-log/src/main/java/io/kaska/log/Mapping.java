package io.kaska.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file while it is open and mapped, by {@link Steps}. Whoever uses it holds it; when it is retired and nobody holds it,
 * it is unmapped and closed. As {@link Segments}, the place of a batch is the lower half of its position.
 *
 * <p>Safe for use by many threads, as far as plain memory is.
 */
final class Mapping implements Held, Segments, FileView {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int RETIRED = Integer.MIN_VALUE;
    private static final MemorySegment[] NONE = {};

    private final DiskFile file;
    private final ReadablePages readable;
    private final Arena arena = Arena.ofShared();
    private final AtomicInteger users = new AtomicInteger(1);
    private long openedSize;
    private volatile MemorySegment[] steps = NONE;
    /** The same, but for what is too large for a buffer: a slice of one is one object, not two. */
    private volatile @Nullable ByteBuffer[] buffers = {};

    private volatile boolean recentlyUsed = true;

    private Mapping(DiskFile file) {
        this.file = file;
        this.readable = new ReadablePages(file);
    }

    /** Maps a file as far as it goes; the caller holds the mapping. */
    static Mapping of(DiskFile file) throws IOException {
        var mapping = new Mapping(file);
        try {
            mapping.openedSize = file.size();
            mapping.growTo(Math.max(mapping.openedSize, 1));
            return mapping;
        } catch (IOException | RuntimeException | Error e) {
            mapping.retire();
            mapping.release();
            throw e;
        }
    }

    // --- lifetime

    @Override
    public boolean tryHold() {
        while (true) {
            int n = users.get();
            if (n < 0) {
                return false;
            }
            if (users.compareAndSet(n, n + 1)) {
                if (!recentlyUsed) {
                    recentlyUsed = true;
                }
                return true;
            }
        }
    }

    @Override
    public void release() {
        if (users.decrementAndGet() == RETIRED) {
            unmap();
        }
    }

    /** Nobody may begin to use it; who does may go on. Once. */
    void retire() {
        if (users.getAndUpdate(n -> n | RETIRED) == 0) {
            unmap();
        }
    }

    /** Retires it if nobody uses it, nor has since the last time that this was asked. */
    boolean tryEvict() {
        if (recentlyUsed) {
            recentlyUsed = false;
            return false;
        }
        if (!users.compareAndSet(0, RETIRED)) {
            return false;
        }
        unmap();
        return true;
    }

    boolean isRetired() {
        return users.get() < 0;
    }

    private void unmap() {
        arena.close();
        try {
            file.close();
        } catch (IOException e) {
            LogStore.LOG.warn("a file could not be closed: {}", e.getMessage());
        }
    }

    // --- growing

    /** Of the file when it was opened, in bytes; it is mapped further. */
    long openedSize() {
        return openedSize;
    }

    /** The first place that is not mapped. */
    long mappedEnd() {
        return Steps.start(steps.length);
    }

    /** Maps all places below {@code end}; what is new may not be written before it is allocated. */
    synchronized void growTo(long end) throws IOException {
        for (int step = steps.length; Steps.start(step) < end; step++) {
            MemorySegment[] more = Arrays.copyOf(steps, step + 1);
            MemorySegment added = file.map(Steps.start(step), Steps.size(step), arena);
            @Nullable ByteBuffer[] moreBuffers = Arrays.copyOf(buffers, step + 1);
            moreBuffers[step] = added.byteSize() <= Integer.MAX_VALUE ? added.asByteBuffer() : null;
            buffers = moreBuffers; // before the step can be seen
            more[step] = added;
            steps = more;
        }
    }

    /** Makes places writable; they read as zeros then. They have to be mapped. See {@link DiskFile#allocate}. */
    void allocate(long from, long to, int piece) throws IOException {
        file.allocate(from, to, piece);
        readable.noteWritten(from, to);
    }

    /** Makes a page writable that holds something already. */
    void rewritePage(long from) throws IOException {
        ByteBuffer page = ByteBuffer.allocateDirect(Steps.PAGE);
        file.read(page, from);
        file.write(page.position(0).limit(Steps.PAGE), from);
    }

    /** Writes one number, whether there is room on the disk for its page or not: then it throws. */
    void write(long place, long value) throws IOException {
        file.write(ByteBuffer.allocateDirect(Long.BYTES).putLong(0, value), place);
    }

    /** Writes zeros over the places of [from, to), multiples of 8. */
    void clear(long from, long to) {
        for (long place = from; place < to; place += Long.BYTES) {
            putLong(place, 0);
        }
    }

    /** Whether the places of [from, to), multiples of 8, hold nothing but zeros. */
    boolean isBlank(long from, long to) {
        for (long place = from; place < to; place += Long.BYTES) {
            if (getLong(place) != 0) {
                return false;
            }
        }
        return true;
    }

    void flush() throws IOException {
        file.flush();
    }

    // --- the bytes

    @Override
    public int getInt(long place) {
        int step = Steps.of(place);
        return steps[step].get(INT, place - Steps.start(step));
    }

    @Override
    public long getLong(long place) {
        int step = Steps.of(place);
        return steps[step].get(LONG, place - Steps.start(step));
    }

    void putInt(long place, int value) {
        int step = Steps.of(place);
        steps[step].set(INT, place - Steps.start(step), value);
    }

    void putLong(long place, long value) {
        int step = Steps.of(place);
        steps[step].set(LONG, place - Steps.start(step), value);
    }

    /** How many of {@code size} bytes from a place on lie in one piece. */
    static int contiguous(long place, int size) {
        return (int) Math.min(size, Steps.start(Steps.of(place) + 1) - place);
    }

    @Override
    public long end() {
        return mappedEnd();
    }

    @Override
    public boolean isReadable(long from, long to) {
        return readable.include(from, to);
    }

    @Override
    public ByteBuffer piece(long place, int most) {
        return buffer(place, contiguous(place, most));
    }

    ByteBuffer buffer(long place, int size) {
        int step = Steps.of(place);
        long start = Steps.start(step);
        ByteBuffer whole = buffers[step];
        return whole == null
                ? steps[step].asSlice(place - start, size).asByteBuffer()
                : whole.slice((int) (place - start), size);
    }

    @Override
    public int getInt(long position, int at) {
        return getInt(place(position) + at);
    }

    @Override
    public long getLong(long position, int at) {
        return getLong(place(position) + at);
    }

    @Override
    public void putInt(long position, int at, int value) {
        putInt(place(position) + at, value);
    }

    @Override
    public void putLong(long position, int at, long value) {
        putLong(place(position) + at, value);
    }

    @Override
    public int contiguous(long position, int at, int size) {
        return contiguous(place(position) + at, size);
    }

    @Override
    public ByteBuffer buffer(long position, int at, int size) {
        return buffer(place(position) + at, size);
    }

    private static long place(long position) {
        return position & 0xFFFF_FFFFL;
    }
}
