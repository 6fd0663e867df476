package io.kaska.log;

import java.io.IOException;

/** Finds the batch of a message. Safe for use by many threads, for offsets that were published. */
interface BatchFinder {
    /**
     * Finds the batch that holds the message of an offset, and looks whether it is whole, as far as that is not known
     * already.
     *
     * @param holder keeps the memory in which the batch lies
     * @param found where it is
     * @throws DamagedBatchException if it is not whole, or lost
     */
    void find(long offset, Holder holder, BatchPlace found) throws IOException;
}
