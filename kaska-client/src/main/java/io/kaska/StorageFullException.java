package io.kaska;

/** The broker has no room left for it. Other operations work on, and a later try may succeed. */
public class StorageFullException extends StorageException {
    private static final long serialVersionUID = 1;

    public StorageFullException(String message) {
        super(message);
    }
}
