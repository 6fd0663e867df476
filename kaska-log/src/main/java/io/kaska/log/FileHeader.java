package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The head of every file of a log. It keeps this layout in all versions of the format, so that an older Kaska can say
 * that a file is newer.
 *
 * <pre>
 *   0   4  magic: KLOG of a segment, KIDX of a piece of the index
 *   4   4  version of the format: 1
 *   8   8  salt: random, of this file alone; never 0
 *  16   8  queue: random, the same in all files of one queue, so that a file of another is told
 *  24   8  number of the file
 *  32   8  first: the offset that the queue's next batch was to get when the file was made
 *  40   8  check of the 40 bytes
 * </pre>
 */
record FileHeader(int magic, long salt, long queue, long number, long first) {
    static final int SIZE = 48;
    static final int VERSION = 1;
    static final int SEGMENT = 0x4B4C_4F47;
    static final int INDEX = 0x4B49_4458;

    private static final int QUEUE = 16;
    private static final int NUMBER = 24;
    private static final int CHECK = 40;

    void put(Mapping to) {
        to.putInt(0, magic);
        to.putInt(4, VERSION);
        to.putLong(8, salt);
        to.putLong(QUEUE, queue);
        to.putLong(NUMBER, number);
        to.putLong(32, first);
        to.putLong(CHECK, BatchCheck.longs(magic, to, 0, CHECK));
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
        long check = BatchCheck.longs(magic, from, 0, CHECK);
        boolean whole = from.getLong(CHECK) == check;
        if (whole && Integer.compareUnsigned(from.getInt(4), VERSION) > 0) {
            throw new NewerFormatException(file, from.getInt(4), VERSION);
        }
        if (!whole || from.getInt(4) != VERSION) {
            throw new DamagedFileException(
                    file,
                    CHECK,
                    "a head with the check %016x".formatted(check),
                    "%016x".formatted(from.getLong(CHECK)));
        }
        if (from.getLong(NUMBER) != number) {
            throw new DamagedFileException(file, NUMBER, "number " + number, String.valueOf(from.getLong(NUMBER)));
        }
        return new FileHeader(magic, from.getLong(8), from.getLong(QUEUE), number, from.getLong(32));
    }

    /** What is wrong with a file of another queue. */
    DamagedFileException foreign(Path file, long expected) {
        return new DamagedFileException(
                file, QUEUE, "a file of the queue %016x".formatted(expected), "one of %016x".formatted(queue));
    }
}
