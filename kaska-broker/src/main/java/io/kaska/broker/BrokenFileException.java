package io.kaska.broker;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file was read without an error, and does not hold what it should. The text is complete: file, found, expected. */
final class BrokenFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    BrokenFileException(Path file, String found, String expected) {
        super("%s holds %s instead of %s: correct or delete it, or commit the offset anew"
                .formatted(file, found, expected));
    }
}
