package io.kaska.log;

/** A batch is not what it says: whoever sent it is wrong. */
public final class InvalidBatchException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidBatchException(String message) {
        super(message);
    }
}
