package io.kaska.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file that is looked at and never changed, through a window that is read anew when what is wanted lies outside. It is
 * read and not mapped, so that a part that the disk cannot read is an error and not the end of the process, and a hole
 * in a file of a broker that runs stays a hole.
 *
 * <p>A broker may write the file meanwhile: what the window shows may be old, and the end is that of the opening. A read
 * that fails is an {@link UncheckedIOException}. For one thread.
 */
final class StoredFile implements FileView, AutoCloseable {
    private static final int WINDOW = 256 << 10;
    private static final int GRAIN = 4_096;

    private final DiskFile file;
    private final ByteBuffer window; // on the heap: a folder has many small files, and each is open for a moment
    private long windowStart;
    private final long end;

    private StoredFile(DiskFile file, long end, int window) {
        this.file = file;
        this.end = end;
        this.window = ByteBuffer.allocate(Math.clamp(Steps.pageEnd(end), GRAIN, window))
                .limit(0);
    }

    static StoredFile open(Disk disk, Path path) throws IOException {
        return open(disk, path, WINDOW);
    }

    /** To look at little more than the head. */
    static StoredFile openHead(Disk disk, Path path) throws IOException {
        return open(disk, path, GRAIN);
    }

    private static StoredFile open(Disk disk, Path path, int window) throws IOException {
        DiskFile file = disk.openToRead(path);
        try {
            return new StoredFile(file, file.size(), window);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public int getInt(long place) {
        return window.getInt(show(place, Integer.BYTES));
    }

    @Override
    public long getLong(long place) {
        return window.getLong(show(place, Long.BYTES));
    }

    @Override
    public ByteBuffer piece(long place, int most) {
        int from = show(place, 1);
        return window.slice(from, Math.min(most, window.limit() - from));
    }

    /** A read says so itself. */
    @Override
    public boolean isReadable(long from, long to) {
        return true;
    }

    @Override
    public long end() {
        return end;
    }

    /** Returns where in the window the bytes of a place are. */
    private int show(long place, int size) {
        long from = place - windowStart;
        if (from >= 0 && from + size <= window.limit()) {
            return (int) from;
        }
        if (place < 0 || place + size > end) {
            throw new IndexOutOfBoundsException(
                    "places %d to %d of a file of %d bytes".formatted(place, place + size, end));
        }
        windowStart = place & -GRAIN;
        try {
            window.clear();
            file.read(window, windowStart);
            window.flip();
        } catch (IOException e) {
            window.limit(0);
            throw new UncheckedIOException(e);
        }
        if (place + size > windowStart + window.limit()) {
            throw new UncheckedIOException(new IOException("the file became shorter while it was read"));
        }
        return (int) (place - windowStart);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
