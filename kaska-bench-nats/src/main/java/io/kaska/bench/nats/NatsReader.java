package io.kaska.bench.nats;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A reader of a stream. The server pushes to an ordered consumer, whose library hands out one message at a time from
 * what came; or, for one message in each answer, the reader pulls each. For one thread.
 */
final class NatsReader implements Reader {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration PULL_WAIT = Duration.ofMillis(1_200);

    private final Connection connection;
    private final String topic;
    private final ReadMode mode;
    private JetStreamSubscription subscription;

    NatsReader(Connection connection, String topic, ReadMode mode) {
        this.connection = connection;
        this.topic = topic;
        this.mode = mode;
        this.subscription = subscribe(connection, topic, mode);
    }

    private static JetStreamSubscription subscribe(Connection connection, String topic, ReadMode mode) {
        try {
            return mode == ReadMode.ONE
                    ? connection
                            .jetStream()
                            .subscribe(
                                    topic,
                                    PullSubscribeOptions.builder().stream(topic)
                                            .configuration(ConsumerConfiguration.builder()
                                                    .ackPolicy(AckPolicy.None)
                                                    .build())
                                            .build())
                    : connection
                            .jetStream()
                            .subscribe(
                                    topic,
                                    PushSubscribeOptions.builder().stream(topic)
                                            .ordered(true)
                                            .build());
        } catch (IOException | JetStreamApiException e) {
            throw NatsClient.failed(e);
        }
    }

    @Override
    public int read(Consumer<ByteBuffer> payloads) {
        try {
            if (mode == ReadMode.ONE) {
                subscription.pullExpiresIn(1, WAIT);
            }
            Message message = subscription.nextMessage(mode == ReadMode.ONE ? PULL_WAIT : WAIT);
            if (message == null) {
                return 0;
            }
            payloads.accept(ByteBuffer.wrap(message.getData()));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while NATS is read", e);
        }
    }

    /** A consumer goes forward only, so another takes its place. */
    @Override
    public void rewind() {
        subscription.unsubscribe();
        subscription = subscribe(connection, topic, mode);
    }

    @Override
    public void close() {
        NatsClient.close(connection);
    }
}
