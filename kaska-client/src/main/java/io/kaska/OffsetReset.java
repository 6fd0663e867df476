package io.kaska;

/** Where a poll goes on in a topic whose messages at the client's position are gone: see {@link Kaska#trimTopic}. */
public enum OffsetReset {
    /** Nowhere: the poll throws {@link OffsetOutOfRangeException}, and the position stays. */
    FAIL,

    /** At the topic's earliest offset. */
    EARLIEST,

    /** At the topic's end offset. */
    LATEST
}
