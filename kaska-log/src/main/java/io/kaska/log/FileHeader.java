package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The head of every file of a log.
 *
 * <pre>
 *   0   4  magic: KLOG of a segment, KIDX of a piece of the index
 *   4   4  version of the format: 1
 *   8   8  salt: random, of this file alone; never 0
 *  16   8  number of the file
 *  24   8  first: the offset that the queue's next batch was to get when the file was made
 *  32   8  check of the 32 bytes
 * </pre>
 */
record FileHeader(int magic, long salt, long number, long first) {
    static final int SIZE = 40;
    static final int VERSION = 1;
    static final int SEGMENT = 0x4B4C_4F47;
    static final int INDEX = 0x4B49_4458;

    void put(Mapping to) {
        to.putInt(0, magic);
        to.putInt(4, VERSION);
        to.putLong(8, salt);
        to.putLong(16, number);
        to.putLong(24, first);
        to.putLong(32, BatchCheck.longs(magic, to, 0, 32));
    }

    /**
     * Reads and checks the head.
     *
     * @throws NewerFormatException if a newer version of Kaska wrote the file
     * @throws DamagedFileException if it is not such a file, or damaged
     */
    static FileHeader get(FileView from, Path file, int magic, long number) throws IOException {
        if (from.getInt(0) != magic) {
            throw new DamagedFileException(file, 0, "magic %08x".formatted(magic), "%08x".formatted(from.getInt(0)));
        }
        if (Integer.compareUnsigned(from.getInt(4), VERSION) > 0 && isWhole(from, magic)) {
            throw new NewerFormatException(file, from.getInt(4), VERSION);
        }
        if (from.getInt(4) != VERSION || !isWhole(from, magic)) {
            throw new DamagedFileException(
                    file,
                    0,
                    "a header with the check %016x".formatted(BatchCheck.longs(magic, from, 0, 32)),
                    "%016x".formatted(from.getLong(32)));
        }
        if (from.getLong(16) != number) {
            throw new DamagedFileException(file, 16, "number " + number, String.valueOf(from.getLong(16)));
        }
        return new FileHeader(magic, from.getLong(8), number, from.getLong(24));
    }

    private static boolean isWhole(FileView from, int magic) {
        return from.getLong(32) == BatchCheck.longs(magic, from, 0, 32);
    }
}
