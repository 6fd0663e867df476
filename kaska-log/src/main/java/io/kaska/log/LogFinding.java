package io.kaska.log;

import java.nio.file.Path;

/**
 * Something in the files of a log that is not as it should be, or worth a word.
 *
 * @param position in the file, in bytes; -1 if the whole file is meant
 * @param from the first message that it hits
 * @param until one more than the last; {@code from} if none is known to be hit
 */
public record LogFinding(
        Severity severity, Path file, long position, String expected, String found, long from, long until) {
    /** What it means for the messages. */
    public enum Severity {
        /** Messages that were acknowledged are lost or cannot be read. */
        DAMAGE,
        /** What can be made anew from the messages is missing or wrong. */
        WARNING,
        /** What a killed process, or a loss of power, leaves in the best of orders. */
        NOTE
    }

    static LogFinding of(Severity severity, Path file, long position, String expected, String found) {
        return new LogFinding(severity, file, position, expected, found, 0, 0);
    }

    /** One line: where, what was expected, what was found, and which messages it hits. */
    public String text() {
        String where = position < 0 ? file.toString() : file + " at " + position;
        String what = where + ": expected " + expected + ", found " + found;
        if (until <= from) {
            return what;
        }
        return what + (until == from + 1 ? "; message " + from : "; messages " + from + " to " + (until - 1));
    }
}
