package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaInterruptedException;
import io.kaska.MessageTooLargeException;
import io.kaska.OutgoingMessage;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.Names;
import io.kaska.spi.SendLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages: single ones by one producer, whoever they are of, so that those of a topic keep the order of the calls
 * whether they are waited for or not; and lists by another, each as one batch ({@link ListSends}). Used by any thread.
 */
final class Sends implements AutoCloseable {
    /** After so long without an answer it is worth a question whether the topic is still there. */
    private static final long SUSPICIOUS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final SingleSends singles;
    private final ListSends lists;
    private final SendRoom room;
    private final Object completionsLock = new Object();
    private volatile @Nullable Completions completions;
    private boolean closed; // under that lock

    Sends(Cluster cluster, TopicDirectory directory) {
        this.cluster = cluster;
        this.directory = directory;
        this.singles = new SingleSends(cluster, directory);
        this.lists = new ListSends(cluster, directory);
        this.room = new SendRoom(cluster.settings().limits());
    }

    /** Appends one message or more, all or nothing; returns the offset of the first. */
    long send(String topic, List<OutgoingMessage> messages) {
        checkSize(topic, SendLayout.of(messages).size());
        KnownTopic known = found(topic);
        if (messages.size() == 1) {
            PendingSend send = singles.start(known, messages.get(0), null, 0);
            return await(send, () -> singles.suspect(send.topic()));
        }
        awaitSingles(topic);
        ListSend list = lists.add(known, messages);
        return await(list.settled(), () -> lists.suspect(list));
    }

    private KnownTopic found(String topic) {
        return cluster.makesTopics() ? directory.findAgain(topic) : directory.find(topic);
    }

    private void checkSize(String topic, long size) {
        int largest = cluster.settings().url().maxMessage();
        if (size > largest) {
            throw new MessageTooLargeException("topic " + Names.shown(topic) + ": a send takes at most " + largest
                    + " bytes, and this one has " + size);
        }
    }

    /** What becomes of them does not matter here, only that nothing of them comes later. */
    private void awaitSingles(String topic) {
        TopicSends sent = singles.sent(topic);
        if (sent == null) {
            return;
        }
        TopicSends.Until now = sent.untilNow();
        long start = System.nanoTime();
        long lastLook = start;
        for (long pause = SHORTEST_PAUSE_NANOS; !now.isSettled(); pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
            LockSupport.parkNanos(pause);
            if (Thread.currentThread().isInterrupted()) {
                throw new KaskaInterruptedException("interrupted before the send began", false);
            }
            cluster.checkOpen();
            long time = System.nanoTime();
            if (time - start > longestWaitNanos()) {
                throw new KaskaConnectionException(
                        "no acknowledgement came in time of what was sent before", false, null);
            }
            if (time - lastLook > SUSPICIOUS_NANOS) {
                singles.suspect(sent);
                lastLook = time;
            }
        }
    }

    private long longestWaitNanos() {
        return TimeUnit.MILLISECONDS.toNanos(cluster.settings().requestMillis() + 1_000L);
    }

    /**
     * Waits for what the producer's thread settles.
     *
     * @param suspicion what to do if that takes long
     */
    private long await(CompletableFuture<Long> settled, Runnable suspicion) {
        long giveUp = System.nanoTime() + longestWaitNanos();
        while (true) {
            try {
                return settled.get(SUSPICIOUS_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KaskaInterruptedException("interrupted while waiting for the message to be kept", true);
            } catch (ExecutionException e) {
                cluster.checkOpen();
                throw Failures.of(e.getCause(), "", true);
            } catch (TimeoutException e) {
                if (System.nanoTime() - giveUp > 0) {
                    throw new KaskaConnectionException("no acknowledgement came in time", true, e);
                }
                suspicion.run();
            }
        }
    }

    /** Appends a message without waiting. It waits for room, and at a topic's first message for the cluster to know it. */
    CompletableFuture<Long> sendAsync(String topic, OutgoingMessage message) {
        long size = SendLayout.sizeAlone(message);
        try {
            checkSize(topic, size);
            boolean mayBeGone = cluster.makesTopics() && singles.isIdle(topic);
            KnownTopic known = mayBeGone ? directory.findAgain(topic) : directory.find(topic);
            return start(known, message, (int) size);
        } catch (MessageTooLargeException | UnknownTopicException | KaskaConnectionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Long> start(KnownTopic known, OutgoingMessage message, int size) {
        Completions whoCompletes = completions();
        room.take(size);
        boolean started = false;
        try {
            whoCompletes.expect();
            PendingSend send = singles.start(known, message, whoCompletes, size);
            started = true;
            return send;
        } finally {
            if (!started) {
                room.giveBack(size);
            }
        }
    }

    private Completions completions() {
        Completions made = completions;
        if (made == null) {
            synchronized (completionsLock) {
                if (closed) {
                    throw new KaskaClosedException("the client was closed");
                }
                made = completions;
                if (made == null) {
                    made = new Completions(room, singles::suspectLate);
                    completions = made;
                }
            }
        }
        return made;
    }

    /**
     * Makes the producers forget a topic that is to be deleted, where one that they ask for by its name would be made
     * anew.
     */
    void forgetTopics() {
        if (cluster.makesTopics()) {
            singles.renew();
            lists.renew();
        }
    }

    /** Lets no more in, and waits for a time until all is settled and the futures are complete. An interrupt ends that. */
    @Override
    public void close() {
        room.close();
        long start = System.nanoTime();
        long most = cluster.settings().requestMillis();
        singles.drain(most);
        singles.close(); // which settles the rest, as failed
        lists.close();
        Completions made;
        synchronized (completionsLock) {
            closed = true;
            made = completions;
        }
        if (made != null) {
            made.drain(most - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }
}
