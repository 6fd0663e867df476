package io.kaska.log;

import java.nio.ByteBuffer;

/**
 * The bytes of batches, wherever they lie. A batch is named by its position, and a byte of it by its place in the
 * batch. Integers are big-endian, as on the wire.
 *
 * <p>Plain memory: who writes and who reads must agree on when, and keep the memory meanwhile.
 */
interface Segments {
    int getInt(long position, int at);

    /** Of the header only. */
    long getLong(long position, int at);

    /** Of the header, or of a table's first places. */
    void putInt(long position, int at, int value);

    /** Of the header only. */
    void putLong(long position, int at, long value);

    /** How many of {@code size} bytes from a place of a batch on lie in one piece. */
    int contiguous(long position, int at, int size);

    /** A view of bytes that lie in one piece. */
    ByteBuffer buffer(long position, int at, int size);

    /** Adds views of bytes of a batch to an answer, one for each piece they lie in. */
    default void slice(long position, int at, int size, Slices to) {
        int end = at + size;
        for (int from = at; from < end; ) {
            int piece = contiguous(position, from, end - from);
            to.add(buffer(position, from, piece));
            from += piece;
        }
    }
}
