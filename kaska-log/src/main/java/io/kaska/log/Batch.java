package io.kaska.log;

/**
 * The layout of a batch, the unit of appending: a header, a table of places, and the messages one behind the other.
 * From byte 16 on it is what crosses the wire as a run, so that a batch is sent from where it lies as one slice.
 *
 * <pre>
 *   0   4  size of the whole batch, in bytes
 *   4   4  CRC-32C of all from byte 36 on                ┐
 *   8   4  check of this header: see {@link BatchCheck}  ├ not used in memory
 *  12   4  lag: see {@link LogRecovery}                  ┘
 *  16   8  offset of the first message
 *  24   8  timestamp, milliseconds since 1970-01-01T00:00Z; never goes back within a queue
 *  32   1  flags: {@link #HEADS}, each message begins with a head; see {@link HeadCheck}
 *  33   3  count n of messages
 *  36   4  0: where the first message begins
 *  40  4n  where each message ends, counted from the first message's first byte
 *   -   -  the messages
 * </pre>
 *
 * A batch begins at a multiple of 8.
 */
final class Batch {
    static final int SIZE = 0;
    static final int CRC = 4;
    static final int CHECK = 8;
    static final int LAG = 12;
    static final int OFFSET = 16;
    static final int TIMESTAMP = 24;
    static final int COUNT = 32;
    static final int TABLE = 36;
    static final int ENDS = 40;

    /** Where the part begins that crosses the wire. */
    static final int RUN = OFFSET;

    /** What a run has before its table, in bytes. */
    static final int RUN_HEADER_SIZE = TABLE - RUN;

    static final int COUNT_MASK = 0xFF_FFFF;

    /** The flag of messages with key and headers, in the int at {@link #COUNT}. */
    static final int HEADS = 1 << 24;

    /** Batches up to this size lie in one block; larger ones have blocks of their own. */
    static final int LARGEST_SHARED = 64 << 10;

    private Batch() {}

    /** Where the table's place {@code index}, 0 to n, stands. */
    static int tablePlace(int index) {
        return TABLE + index * Integer.BYTES;
    }

    /** Where the first message stands. */
    static int bodies(int count) {
        return tablePlace(count + 1);
    }

    static int aligned(int size) {
        return (size + 7) & ~7;
    }
}
