package io.kaska.bench.side;

/** Something that whoever runs the benchmark can do something about; its message is all there is to say. */
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
