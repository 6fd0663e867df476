package io.kaska.log;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
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
        return Uninterrupted.call(channel::size); // that too closes the file for an interrupted thread
    }

    @Override
    public MemorySegment map(long from, long size, Arena arena) throws IOException {
        return Uninterrupted.call(() -> channel.map(MapMode.READ_WRITE, from, size, arena));
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
                int n = read(to, at, channel);
                if (n < 0) {
                    break;
                }
                at += n;
            }
        });
    }

    private int read(ByteBuffer to, long at, FileChannel from) throws IOException {
        try {
            return from.read(to, at);
        } catch (ClosedChannelException e) {
            throw e; // an interrupt, or the file is not needed any more
        } catch (IOException e) {
            throw new IOException("%s cannot be read at position %,d: %s".formatted(path, at, e.getMessage()), e);
        }
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
