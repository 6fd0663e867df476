package io.kaska.log;

/**
 * Messages that cannot be read.
 *
 * @param deleted whether a broker deleted them meanwhile: nothing is wrong then
 */
record LostMessages(long end, LogFinding finding, boolean deleted) implements LogWalk.Stretch {}
