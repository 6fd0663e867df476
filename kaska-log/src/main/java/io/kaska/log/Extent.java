package io.kaska.log;

/** What of a queue's messages goes as one: a segment of files, or a part of memory. */
sealed interface Extent permits DataSegment, Part {
    /** The offset that the queue's next message was to get when this was made: none in it has a lower one. */
    long first();

    /** One more than the highest offset in it; not above the first if there is none. */
    long top();

    /** Of the message with the highest offset, in milliseconds since 1970; 0 if there is none. */
    long timestamp();

    /** How many bytes of it are used. */
    long bytes();
}
