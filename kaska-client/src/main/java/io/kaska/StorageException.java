package io.kaska;

/** The broker cannot write or read what it was asked to keep. */
public class StorageException extends KaskaException {
    private static final long serialVersionUID = 1;

    public StorageException(String message) {
        super(message);
    }
}
