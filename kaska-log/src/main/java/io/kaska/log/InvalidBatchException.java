package io.kaska.log;

/** The table of a batch does not describe its messages: whoever sent it is wrong. */
public final class InvalidBatchException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidBatchException(String message) {
        super(message);
    }
}
