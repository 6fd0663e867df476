package io.kaska.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checks of batches on disk. That of a header is a hash of the header, keyed with the random salt of its file and its
 * own place, so that nothing that a client sends, not even a copy of a real batch, can pass for a batch of the log; and a
 * batch that lies where it was not written is none. Room that is set aside has another hash, of its size alone.
 *
 * <p>Mixing: the finalizer of MurmurHash3 (Austin Appleby, public domain), for each 8 bytes.
 */
final class BatchCheck {
    private static final long RESERVED = 0x5265_7365_7276_6564L;
    private static final long BATCH = 0x4B61_736B_6142_6174L;

    private BatchCheck() {}

    /** The check of room that is set aside. */
    static int reserved(long salt, long place, int size) {
        return fold(mix(mix(salt ^ RESERVED ^ place) ^ size));
    }

    /** The check of a batch, over all of its header but the check itself. */
    static int batch(long salt, FileView in, long place) {
        long hash = mix(salt ^ BATCH ^ place);
        hash = mix(hash ^ in.getLong(place + Batch.SIZE)); // size and CRC
        hash = mix(hash ^ in.getLong(place + Batch.OFFSET));
        hash = mix(hash ^ in.getLong(place + Batch.TIMESTAMP));
        hash = mix(
                hash ^ ((long) in.getInt(place + Batch.COUNT) << 32 | (in.getInt(place + Batch.LAG) & 0xFFFF_FFFFL)));
        return fold(hash);
    }

    /** A hash of whole longs, for the headers of files. */
    static long longs(long salt, FileView in, long from, long to) {
        long hash = mix(salt ^ from);
        for (long place = from; place < to; place += Long.BYTES) {
            hash = mix(hash ^ in.getLong(place));
        }
        return hash;
    }

    /** The CRC-32C of a batch's table and bodies. */
    static int crc(FileView in, long place, int size) {
        CRC32C crc = new CRC32C();
        long end = place + size;
        for (long at = place + Batch.TABLE; at < end; ) {
            ByteBuffer piece = in.piece(at, (int) (end - at));
            at += piece.remaining();
            crc.update(piece);
        }
        return (int) crc.getValue();
    }

    /** The same of a batch whose table and bodies are what is left of a buffer. */
    static int crc(ByteBuffer tableAndBodies) {
        CRC32C crc = new CRC32C();
        crc.update(tableAndBodies);
        return (int) crc.getValue();
    }

    private static int fold(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    private static long mix(long k) {
        long h = k * 0xFF51AFD7ED558CCDL;
        h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return h ^ (h >>> 33);
    }
}
