package io.kaska.log;

/**
 * What is known of a queue without looking into it.
 *
 * @param end the offset that the next message gets
 * @param earliest the offset of the first message that is kept
 * @param timestamp of the last message, in milliseconds since 1970; 0 if there was none
 */
public record QueueState(long end, long earliest, long timestamp) {}
