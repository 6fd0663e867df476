package io.kaska.bench.side;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads a topic in order. For one thread. */
public interface Reader extends AutoCloseable {
    /** Hands out what comes next: one message or many, as the mode says; waits some time for the first. */
    int read(Consumer<ByteBuffer> payloads);

    /** Goes back to the first message. */
    void rewind();

    @Override
    void close();
}
