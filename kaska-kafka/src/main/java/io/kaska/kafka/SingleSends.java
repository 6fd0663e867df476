package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import io.kaska.OutgoingMessage;
import io.kaska.UnknownTopicException;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PAUSE_MILLIS = 2;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final Map<String, TopicSends> topics = new ConcurrentHashMap<>();
    /** One of them, which spares most callers the look; as it is while no producer is replaced. */
    private volatile @Nullable TopicSends recent;

    private final Set<TopicSends> suspected = ConcurrentHashMap.newKeySet();
    private final Watch watch = new Watch();
    /** Held while the producer is replaced: no message is given to it then. */
    private final ReentrantLock replacement = new ReentrantLock();

    private volatile boolean replacing;

    private final Object producerLock = new Object();
    private volatile @Nullable KafkaProducer<byte[], byte[]> producer;
    private boolean closed; // under the lock, as whoever makes a producer has it

    SingleSends(Cluster cluster, TopicDirectory directory) {
        this.cluster = cluster;
        this.directory = directory;
    }

    /**
     * Gives a message to the producer.
     *
     * @param completions who tells what became of it; null if the caller waits for it
     * @param size what it takes of the room for messages that nobody waits for
     */
    PendingSend start(KnownTopic topic, OutgoingMessage message, @Nullable Completions completions, int size) {
        while (true) {
            PendingSend send = new PendingSend(of(topic), completions, size);
            send.give(); // before the look: who replaces the producer looks at it afterwards
            if (!replacing) {
                give(topic, message, send);
                return send;
            }
            send.withdraw();
            awaitReplacement();
        }
    }

    private void awaitReplacement() {
        try {
            replacement.lockInterruptibly();
            replacement.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    @SuppressWarnings("ReferenceEquality") // another look for the topic made another, and it is looked up again
    private TopicSends of(KnownTopic topic) {
        TopicSends found = recent;
        if (found == null || found.topic() != topic) {
            found = topics.computeIfAbsent(topic.name(), name -> new TopicSends(topic));
            recent = found;
        }
        return found;
    }

    private void give(KnownTopic topic, OutgoingMessage message, PendingSend send) {
        try {
            if (send.topic().isGone()) {
                throw Failures.unknown(topic.name());
            }
            var unused = producer().send(Records.of(topic, message), send);
            send.given();
        } catch (InterruptException e) { // which has set the flag
            send.withdraw();
            throw interrupted();
        } catch (KafkaException | IllegalStateException e) {
            send.fail(
                    cluster.isClosed()
                            ? new KaskaClosedException("the client was closed")
                            : Failures.of(e, topic.name(), false));
        } catch (RuntimeException | Error e) {
            send.withdraw();
            throw e;
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
                if (closed) {
                    throw new KaskaClosedException("the client was closed");
                }
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

    /** What was sent to a topic one by one; null if nothing was. */
    @Nullable
    TopicSends sent(String topic) {
        return topics.get(topic);
    }

    boolean isIdle(String topic) {
        TopicSends ofTopic = topics.get(topic);
        return ofTopic == null || !ofTopic.isBusy();
    }

    // --- topics that are gone

    /** To be called about every 100 ms while anything is on its way. */
    void suspectLate() {
        for (TopicSends topic : topics.values()) {
            if (topic.isLate()) {
                suspect(topic);
            }
        }
    }

    /** Has it found out, in time, whether the topic of a late message is there. */
    void suspect(TopicSends late) {
        if (suspected.add(late)) {
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
            replaceProducer(late);
        } catch (KaskaException | UnsupportedOperationException e) {
            directory.forget(late.topic().name()); // nobody can say now; the wait goes on
        }
    }

    /**
     * Goes on with a new producer, which knows of no topic yet, once nothing is on its way.
     *
     * @param gone not waited for: what is on its way to it fails
     */
    private void replaceProducer(@Nullable TopicSends gone) {
        replacement.lock();
        try {
            replacing = true;
            VarHandle.fullFence(); // or a topic that is added now would not be seen, nor see this
            awaitAllBut(gone);
            if (gone != null) {
                topics.remove(gone.topic().name(), gone);
                recent = null;
                gone.setGone();
            }
            closeProducer(); // which fails what it has
        } finally {
            replacing = false;
            replacement.unlock();
        }
    }

    /** See {@link #replaceProducer}. */
    void renew() {
        replaceProducer(null);
    }

    private void awaitAllBut(@Nullable TopicSends but) {
        long giveUp = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(cluster.settings().requestMillis());
        while (isBusyBut(but) && System.nanoTime() - giveUp < 0) {
            Pauses.sleep(PAUSE_MILLIS);
        }
    }

    private boolean isBusyBut(@Nullable TopicSends but) {
        return topics.values().stream().anyMatch(sends -> sends != but && sends.isBusy());
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
        long start = System.nanoTime();
        long lastLook = start;
        while (isBusyBut(null)
                && System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis)
                && !Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (System.nanoTime() - lastLook > LOOK_NANOS) {
                suspectLate();
                lastLook = System.nanoTime();
            }
        }
    }

    void close() {
        watch.close();
        synchronized (producerLock) {
            closed = true;
            closeProducer();
        }
    }
}
