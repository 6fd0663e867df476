package io.kaska.bench.redis;

import io.kaska.bench.side.Client;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Messages are entries of a stream with one field. A batch is as many commands that go out together. For one thread;
 * what is sent without waiting goes over a connection of its own.
 */
final class RedisClient implements Client {
    private final int port;
    private @Nullable RespConnection connection;
    private @Nullable Pipeline pipeline;

    RedisClient(int port) {
        this.port = port;
    }

    private RespConnection connection() {
        RespConnection made = connection;
        if (made == null) {
            made = new RespConnection(port);
            connection = made;
        }
        return made;
    }

    private @Nullable Object call(String... words) {
        connection().command(words);
        connection().flush();
        return connection().read();
    }

    /** A stream is there from its first entry on; this makes sure that there is none. */
    @Override
    public void createTopic(String topic) {
        deleteTopic(topic);
    }

    @Override
    public void deleteTopic(String topic) {
        call("UNLINK", topic);
    }

    @Override
    public void send(String topic, ByteBuffer message) {
        connection().add(topic, message);
        connection().flush();
        connection().read();
    }

    @Override
    public void send(String topic, List<ByteBuffer> messages) {
        for (ByteBuffer message : messages) {
            connection().add(topic, message);
        }
        connection().flush();
        for (int i = 0; i < messages.size(); i++) {
            connection().read();
        }
    }

    @Override
    public Future<?> sendAsync(String topic, ByteBuffer message) {
        Pipeline made = pipeline;
        if (made == null) {
            made = new Pipeline(new RespConnection(port));
            pipeline = made;
        }
        return made.add(topic, message);
    }

    @Override
    public boolean wantsDirectBuffers() {
        return false;
    }

    @Override
    public Reader reader(String topic, ReadMode mode) {
        return new RedisReader(new RespConnection(port), topic, mode);
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
    }
}
