package io.kaska.bench.kafka;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer of Kafka's own library; and its administration, from the first call that needs it on. For one thread. */
final class KafkaClient implements Client {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PAUSE_MILLIS = 10;

    private final String address;
    private final Tuning tuning;
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable Admin admin;

    KafkaClient(String address, Tuning tuning) {
        this.address = address;
        this.tuning = tuning;
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> made = producer;
        if (made == null) {
            Map<String, Object> settings = new HashMap<>(tuning.producer());
            settings.put("bootstrap.servers", address);
            settings.put("max.request.size", Tuning.MOST_BYTES);
            made = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            producer = made;
        }
        return made;
    }

    private Admin admin() {
        Admin made = admin;
        if (made == null) {
            made = Admin.create(Map.of("bootstrap.servers", address));
            admin = made;
        }
        return made;
    }

    /** A broker that has just started is not yet one that can hold a topic. */
    @Override
    public void createTopic(String topic) {
        long begun = System.nanoTime();
        while (true) {
            Future<?> made = admin().createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.of((short) 1))))
                    .all();
            try {
                await(made);
                return;
            } catch (BenchException e) {
                if (!saysThatItStarts(e) || System.nanoTime() - begun > PATIENCE_MILLIS * 1_000_000L) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static boolean saysThatItStarts(BenchException e) {
        return e.getCause() instanceof ExecutionException failed
                && failed.getCause() instanceof InvalidReplicationFactorException;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while Kafka starts", e);
        }
    }

    @Override
    public void deleteTopic(String topic) {
        await(admin().deleteTopics(List.of(topic)).all());
    }

    @SuppressWarnings("ByteBufferBackingArray") // without direct buffers they are arrays of exactly a message's size
    private static ProducerRecord<byte[], byte[]> toRecord(String topic, ByteBuffer message) {
        return new ProducerRecord<>(topic, 0, null, message.array());
    }

    @Override
    public void send(String topic, ByteBuffer message) {
        Future<?> sent = sendAsync(topic, message);
        if (tuning.flushes()) {
            producer().flush();
        }
        await(sent);
    }

    @Override
    public void send(String topic, List<ByteBuffer> messages) {
        List<Future<?>> all = new ArrayList<>(messages.size());
        for (ByteBuffer message : messages) {
            all.add(sendAsync(topic, message));
        }
        producer().flush();
        all.forEach(KafkaClient::await);
    }

    @Override
    public Future<?> sendAsync(String topic, ByteBuffer message) {
        return producer().send(toRecord(topic, message));
    }

    @Override
    public void flush() {
        producer().flush();
    }

    @Override
    public boolean wantsDirectBuffers() {
        return false;
    }

    @Override
    public Reader reader(String topic, ReadMode mode) {
        return new KafkaReader(address, tuning, topic, mode);
    }

    private static void await(Future<?> call) {
        try {
            call.get();
        } catch (ExecutionException e) {
            throw new BenchException("Kafka: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while Kafka answers", e);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
