package io.kaska.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Ends clients of Kafka, and all that waits for them, at once, whether or not the thread is interrupted. */
final class Closing {
    private Closing() {}

    static void now(@Nullable KafkaConsumer<?, ?> consumer) {
        if (consumer != null) {
            now(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
        }
    }

    static void now(@Nullable KafkaProducer<?, ?> producer) {
        if (producer != null) {
            now(() -> producer.close(Duration.ZERO));
        }
    }

    private static void now(Runnable close) {
        boolean interrupted = Thread.interrupted();
        try {
            close.run();
        } catch (KafkaException e) {
            // It is closed all the same; what it could not do was to say good-bye.
            interrupted |= Thread.interrupted();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
