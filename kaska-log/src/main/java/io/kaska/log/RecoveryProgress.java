package io.kaska.log;

import java.util.concurrent.atomic.LongAdder;

/**
 * How much of what was written since the last checkpoints is to be looked through, and how much has been, over all queues
 * of a store. Small logs do not count: their number says enough.
 *
 * <p>Safe for use by many threads.
 */
public final class RecoveryProgress {
    /** What is looked through in much less than a second does not count, in bytes. */
    static final long SMALL = 8L << 20;

    private final LongAdder planned = new LongAdder();
    private final LongAdder looked = new LongAdder();

    /** Of nothing yet. */
    public RecoveryProgress() {}

    void plan(long bytes) {
        planned.add(bytes);
    }

    void add(long bytes) {
        looked.add(bytes);
    }

    /** How many bytes are to be looked through in the logs that were begun, from the start on. */
    public long planned() {
        return planned.sum();
    }

    /** How many of them have been. */
    public long looked() {
        return looked.sum();
    }
}
