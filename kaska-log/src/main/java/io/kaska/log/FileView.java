package io.kaska.log;

import java.nio.ByteBuffer;

/**
 * The bytes of a file by their place, big-endian, wherever they are read from: a {@link Mapping} of a file that is in
 * use, or a {@link StoredFile} that is only looked at. Places are 0 to {@link #end}; nothing else may be asked for.
 */
interface FileView {
    int getInt(long place);

    long getLong(long place);

    /** A view of bytes from a place on that lie in one piece: at least one, at most so many. Until the next call. */
    ByteBuffer piece(long place, int most);

    /**
     * Whether the disk can read the places of [from, to): to be asked before they are looked at, unless this process
     * wrote them.
     */
    boolean isReadable(long from, long to);

    /** The first place that has no byte. */
    long end();
}
