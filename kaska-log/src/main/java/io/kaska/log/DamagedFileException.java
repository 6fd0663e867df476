package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a log cannot be used. The message names the file, the position, what was expected, and what was found. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final String what;

    DamagedFileException(Path file, long position, String expected, String found) {
        super(text(file, position, expected, found));
        this.what = "%s in place of %s at position %,d".formatted(found, expected, position);
    }

    /** The same without the file: what was found, and what was expected. */
    String what() {
        return what;
    }

    static String text(Path file, long position, String expected, String found) {
        return "%s is damaged at position %,d: expected %s, found %s".formatted(file, position, expected, found);
    }
}
