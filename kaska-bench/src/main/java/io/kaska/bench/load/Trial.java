package io.kaska.bench.load;

/** A job on one broker, with all that was made ready for it; its rounds follow each other. For one thread. */
public interface Trial extends AutoCloseable {
    /** Does the work once, checks what came of it, and says what it cost. */
    Round round();

    /** The same where nothing depends on the figures, to warm up. */
    default void warmUp() {
        round();
    }

    @Override
    void close();
}
