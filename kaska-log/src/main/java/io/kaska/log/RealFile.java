package io.kaska.log;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** A file of this machine. */
final class RealFile implements DiskFile {
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(Steps.LARGE_PIECE).asReadOnlyBuffer();

    private final Path path;
    private final FileChannel channel;

    RealFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public long size() throws IOException {
        long[] size = new long[1];
        Uninterrupted.run(() -> size[0] = channel.size()); // that too closes the file for an interrupted thread
        return size[0];
    }

    @Override
    public MemorySegment map(long from, long size, Arena arena) throws IOException {
        MemorySegment[] mapped = new MemorySegment[1];
        Uninterrupted.run(() -> mapped[0] = channel.map(MapMode.READ_WRITE, from, size, arena));
        return mapped[0];
    }

    @Override
    public void allocate(long from, long to, int piece) throws IOException {
        Uninterrupted.run(() -> {
            long at = from;
            while (at < to) {
                long end = Math.min(to, (at + piece) & -piece); // the kernel keeps as one what is aligned
                try {
                    writeAll(ZEROS.duplicate().limit((int) (end - at)), at);
                } catch (IOException e) {
                    throw RealDisk.orFull(e, path, to - at);
                }
                at = end;
            }
        });
    }

    @Override
    public void read(ByteBuffer to, long from) throws IOException {
        Uninterrupted.run(() -> {
            long at = from;
            while (to.hasRemaining()) {
                int n = channel.read(to, at);
                if (n < 0) {
                    break;
                }
                at += n;
            }
        });
    }

    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
        int size = bytes.remaining();
        Uninterrupted.run(() -> {
            try {
                writeAll(bytes, at);
            } catch (IOException e) {
                throw RealDisk.orFull(e, path, size);
            }
        });
    }

    private void writeAll(ByteBuffer bytes, long at) throws IOException {
        long place = at;
        while (bytes.hasRemaining()) {
            int n = channel.write(bytes, place);
            if (n <= 0) {
                throw new EOFException("nothing could be written to " + path + " at " + place);
            }
            place += n;
        }
    }

    @Override
    public void flush() throws IOException {
        Uninterrupted.run(() -> channel.force(false));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
