package io.kaska.bench.nats;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** NATS by its own library: each message is published to JetStream and acknowledged by it. For one thread. */
final class NatsClient implements Client {
    private final String address;
    private final boolean onDisk;
    private @Nullable Connection connection;
    private @Nullable JetStream stream;

    NatsClient(String address, boolean onDisk) {
        this.address = address;
        this.onDisk = onDisk;
    }

    static Connection connect(String address) {
        try {
            return Nats.connect(Options.builder()
                    .server(address)
                    .maxReconnects(0)
                    .errorListener(new Complaints())
                    .build());
        } catch (IOException e) {
            throw new BenchException("NATS: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while NATS takes a connection", e);
        }
    }

    private Connection connection() {
        Connection made = connection;
        if (made == null) {
            made = connect(address);
            connection = made;
        }
        return made;
    }

    private JetStream stream() throws IOException {
        JetStream made = stream;
        if (made == null) {
            made = connection().jetStream();
            stream = made;
        }
        return made;
    }

    @Override
    public void createTopic(String topic) {
        try {
            connection()
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(topic)
                            .subjects(topic)
                            .storageType(onDisk ? StorageType.File : StorageType.Memory)
                            .build());
        } catch (IOException | JetStreamApiException e) {
            throw failed(e);
        }
    }

    @Override
    public void deleteTopic(String topic) {
        try {
            connection().jetStreamManagement().deleteStream(topic);
        } catch (IOException | JetStreamApiException e) {
            throw failed(e);
        }
    }

    @Override
    @SuppressWarnings("ByteBufferBackingArray") // without direct buffers they are arrays of exactly a message's size
    public void send(String topic, ByteBuffer message) {
        try {
            stream().publish(topic, message.array());
        } catch (IOException | JetStreamApiException e) {
            throw failed(e);
        }
    }

    @Override
    public void send(String topic, List<ByteBuffer> messages) {
        List<Future<?>> all = new ArrayList<>(messages.size());
        for (ByteBuffer message : messages) {
            all.add(sendAsync(topic, message));
        }
        all.forEach(NatsClient::await);
    }

    private static void await(Future<?> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while NATS takes messages", e);
        }
    }

    @Override
    @SuppressWarnings("ByteBufferBackingArray") // as above
    public Future<?> sendAsync(String topic, ByteBuffer message) {
        try {
            return stream().publishAsync(topic, message.array());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean wantsDirectBuffers() {
        return false;
    }

    @Override
    public Reader reader(String topic, ReadMode mode) {
        return new NatsReader(connect(address), topic, mode);
    }

    static BenchException failed(Exception e) {
        return new BenchException("NATS: " + e.getMessage(), e);
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while a connection to NATS ends", e);
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            close(connection);
        }
    }
}
