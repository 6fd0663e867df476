package io.kaska.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** An open file: see {@link Disk}. */
public interface DiskFile extends AutoCloseable {
    /** In bytes. */
    long size() throws IOException;

    /**
     * Maps a part of the file, to read and write, until the arena is closed. A file that ends earlier grows to the end of
     * that part; what it grows by reads as zeros and may not be written before it is allocated: the disk may be full.
     *
     * @param from a multiple of 4 096
     */
    MemorySegment map(long from, long size, Arena arena) throws IOException;

    /**
     * Writes zeros over a part of the file, so that it can be written from now on, whatever becomes of the disk.
     *
     * @param from a multiple of 4 096, as {@code to}
     * @param piece how many are written at once, 4 096 or twice that, and so on: the kernel keeps them as one, so that
     *     large pieces are cheap to make and to fill, but a flush writes all of each piece in which a byte has changed
     * @throws StorageExhaustedException if there is no room on the disk; some of the zeros may be written
     */
    void allocate(long from, long to, int piece) throws IOException;

    /** Reads bytes until the buffer is full or the file ends. */
    void read(ByteBuffer to, long from) throws IOException;

    /**
     * Writes all of the buffer.
     *
     * @throws StorageExhaustedException if there is no room on the disk
     */
    void write(ByteBuffer bytes, long at) throws IOException;

    /** Makes all that was written survive a power loss, through mappings too. */
    void flush() throws IOException;

    @Override
    void close() throws IOException;
}
