package io.kaska.bench.side;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Future;

/** What every broker's client can do. For one thread, unless its kind says otherwise. */
public interface Client extends AutoCloseable {
    /** Makes an empty topic with one partition, or what comes next to it. */
    void createTopic(String topic);

    void deleteTopic(String topic);

    /** Appends a message and waits until the broker has it. The buffer stays as it is. */
    void send(String topic, ByteBuffer message);

    /** Appends several messages, in order, as few requests as the broker can take them in, and waits for all. */
    void send(String topic, List<ByteBuffer> messages);

    /** Appends a message without waiting; it is there when the future is done. The buffer must not change till then. */
    Future<?> sendAsync(String topic, ByteBuffer message);

    /** Sends what {@link #sendAsync} keeps back, if that waits for more. */
    default void flush() {}

    /** A reader of a topic, from its first message on, over a connection of its own. */
    Reader reader(String topic, ReadMode mode);

    /** Whether direct buffers reach the socket without a copy; else arrays are what suits the library. */
    boolean wantsDirectBuffers();

    @Override
    void close();
}
