package io.kaska.bench.load;

/** What was read is not what was sent. */
public final class VerificationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    VerificationException(String message) {
        super(message);
    }
}
