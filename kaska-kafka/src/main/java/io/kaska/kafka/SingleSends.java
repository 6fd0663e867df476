package io.kaska.kafka;

import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import io.kaska.OutgoingMessage;
import io.kaska.UnknownTopicException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Messages one by one, through one producer of Kafka for all topics, made at the first. It keeps the order and the
 * density of each topic whatever fails in between, and tries again what may be tried again.
 *
 * <p>A topic that is deleted is such a case to it, until the time for a request is over. So where an answer is late the
 * cluster is asked whether the topic is still there; if not, the producer is closed as soon as nothing of other topics
 * is on its way, so that what it still tries cannot end in a topic of the same name that is made later. Used by any
 * thread.
 */
final class SingleSends {
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(80);
    private static final long PAUSE_MILLIS = 2;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final Map<String, TopicSends> topics = new ConcurrentHashMap<>();
    private final Set<TopicSends> suspected = ConcurrentHashMap.newKeySet();
    private final Watch watch = new Watch();
    /** Shared while a message is given to the producer, exclusive while that is replaced; nobody enters twice. */
    private final StampedLock gate = new StampedLock();

    private final Object producerLock = new Object();
    private volatile @Nullable KafkaProducer<byte[], byte[]> producer;

    SingleSends(Cluster cluster, TopicDirectory directory) {
        this.cluster = cluster;
        this.directory = directory;
    }

    /** Gives a message to the producer. */
    PendingSend start(KnownTopic topic, OutgoingMessage message, Consumer<PendingSend> afterwards) {
        TopicSends known = topics.get(topic.name());
        TopicSends ofTopic =
                known != null ? known : topics.computeIfAbsent(topic.name(), name -> new TopicSends(topic));
        long shared;
        try {
            shared = gate.readLockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
        try {
            KafkaProducer<byte[], byte[]> current = producer();
            PendingSend send = new PendingSend(ofTopic, afterwards);
            ofTopic.add(send);
            give(current, topic, message, send);
            return send;
        } finally {
            gate.unlockRead(shared);
        }
    }

    private void give(
            KafkaProducer<byte[], byte[]> current, KnownTopic topic, OutgoingMessage message, PendingSend send) {
        try {
            var unused = current.send(Records.of(topic, message), send);
            send.given();
        } catch (InterruptException e) { // which has set the flag
            send.topic().remove(send);
            throw interrupted();
        } catch (KafkaException | IllegalStateException e) {
            cluster.checkOpen();
            send.fail(Failures.of(e, topic.name(), false));
        }
    }

    private static KaskaInterruptedException interrupted() {
        return new KaskaInterruptedException("interrupted before the message was sent", false);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> made = producer;
        if (made == null) {
            synchronized (producerLock) {
                cluster.checkOpen();
                made = producer;
                if (made == null) {
                    made = Cluster.make(
                            () -> new KafkaProducer<>(cluster.settings().producer()));
                    producer = made;
                }
            }
        }
        return made;
    }

    /** The message of a topic that was given last and is not settled; null if there is none. */
    @Nullable
    PendingSend last(String topic) {
        TopicSends ofTopic = topics.get(topic);
        return ofTopic == null ? null : ofTopic.last();
    }

    boolean isIdle(String topic) {
        return last(topic) == null;
    }

    // --- topics that are gone

    void suspectAll() {
        topics.values().forEach(this::suspect);
    }

    /** Has it found out, in time, whether the topic of a late message is there. */
    void suspect(TopicSends late) {
        if (late.oldestAge() > LATE_NANOS && suspected.add(late)) {
            watch.run(() -> {
                try {
                    lookFor(late);
                } finally {
                    suspected.remove(late);
                }
            });
        }
    }

    private void lookFor(TopicSends late) {
        try {
            directory.findAgain(late.topic().name());
        } catch (UnknownTopicException e) {
            abandon(late);
        } catch (KaskaException | UnsupportedOperationException e) {
            directory.forget(late.topic().name()); // nobody can say now; the wait goes on
        }
    }

    private void abandon(TopicSends gone) {
        long exclusive = gate.writeLock();
        try {
            awaitAllBut(gone);
            topics.remove(gone.topic().name(), gone);
            gone.all().forEach(send -> send.fail(Failures.unknown(gone.topic().name())));
            closeProducer();
        } finally {
            gate.unlockWrite(exclusive);
        }
    }

    /** Goes on with a new producer, which knows of no topic yet, once nothing is on its way. */
    void renew() {
        long exclusive = gate.writeLock();
        try {
            awaitAllBut(null);
            closeProducer();
        } finally {
            gate.unlockWrite(exclusive);
        }
    }

    private void awaitAllBut(@Nullable TopicSends but) {
        long giveUp = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(cluster.settings().requestMillis());
        while (isBusyBut(but) && System.nanoTime() - giveUp < 0) {
            Pauses.sleep(PAUSE_MILLIS);
        }
    }

    private boolean isBusyBut(@Nullable TopicSends but) {
        return topics.values().stream().anyMatch(sends -> sends != but && !sends.isEmpty());
    }

    private void closeProducer() {
        synchronized (producerLock) {
            KafkaProducer<byte[], byte[]> made = producer;
            producer = null;
            Closing.now(made);
        }
    }

    // --- the end

    /** Waits for a time until all is settled; an interrupt ends that, with the flag kept. */
    void drain(long millis) {
        long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (isBusyBut(null)
                && System.nanoTime() - giveUp < 0
                && !Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            suspectAll();
        }
    }

    void close() {
        watch.close();
        closeProducer();
    }
}
