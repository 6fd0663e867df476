package io.kaska.cli.shell;

/** A line that says no operation, or says one wrongly; nothing was done. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
