package io.kaska;

/**
 * The broker cannot write or read what it was asked to keep. A message whose send ends so was not acknowledged, and may be
 * there later all the same.
 */
public class StorageException extends KaskaException {
    private static final long serialVersionUID = 1;

    public StorageException(String message) {
        super(message);
    }
}
