package io.kaska.kafka;

import io.kaska.OutgoingMessage;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A producer of Kafka whose batches have room for lists up to a size, made at the first and anew after it was closed.
 * One thread sends; any thread closes, which ends what that one waits for.
 */
final class ListProducer {
    private final Cluster cluster;
    private final int batchSize;
    private final Set<ListSend> onTheirWay = ConcurrentHashMap.newKeySet();
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    ListProducer(Cluster cluster, int batchSize) {
        this.cluster = cluster;
        this.batchSize = batchSize;
    }

    /** Sends lists, each of a topic of its own; returns when all are settled, or the producer was closed. */
    void send(Collection<ListSend> lists) {
        onTheirWay.addAll(lists);
        try {
            KafkaProducer<byte[], byte[]> current = producer();
            for (ListSend list : lists) {
                for (OutgoingMessage message : list.messages()) {
                    var unused = current.send(Records.of(list.topic(), message), list);
                }
            }
            current.flush();
        } catch (KafkaException | IllegalStateException | io.kaska.KaskaException e) {
            lists.forEach(list -> list.fail(Failures.of(e, list.topic().name(), true)));
            close(); // what was appended of them may not go out with the next ones
        } finally {
            lists.forEach(onTheirWay::remove);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        cluster.checkOpen();
        KafkaProducer<byte[], byte[]> made = producer;
        if (made == null) {
            made = Cluster.make(() -> new KafkaProducer<>(cluster.settings().listProducer(batchSize)));
            producer = made;
        }
        return made;
    }

    boolean has(ListSend list) {
        return onTheirWay.contains(list);
    }

    /** Whether another list is on its way. */
    boolean isBusyBut(ListSend list) {
        return onTheirWay.stream()
                .anyMatch(other -> other != list && !other.settled().isDone());
    }

    synchronized void close() {
        KafkaProducer<byte[], byte[]> made = producer;
        producer = null;
        Closing.now(made);
    }
}
