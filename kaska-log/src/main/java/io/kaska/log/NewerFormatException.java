package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;

/** A newer version of Kaska wrote what is to be read. */
public final class NewerFormatException extends IOException {
    private static final long serialVersionUID = 1;

    NewerFormatException(Path file, int found, int known) {
        super("%s has version %d of the format, but this Kaska reads up to version %d: use a newer Kaska"
                .formatted(file, Integer.toUnsignedLong(found), known));
    }
}
