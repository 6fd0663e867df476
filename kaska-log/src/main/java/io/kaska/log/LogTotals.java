package io.kaska.log;

/**
 * What a log holds.
 *
 * @param earliest the offset of the first message
 * @param end the offset that the next message would get
 * @param messages that can be read
 * @param bytes of the batches that hold them
 * @param deadBytes between batches, and of batches of which no message counts any more
 */
public record LogTotals(long earliest, long end, long messages, long bytes, long deadBytes) {}
