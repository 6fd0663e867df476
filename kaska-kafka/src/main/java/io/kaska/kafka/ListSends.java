package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.MessageTooLargeException;
import io.kaska.OutgoingMessage;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.Names;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Lists of messages, all or nothing each. What Kafka takes whole or not at all is a batch, and its producer sees to it
 * itself what comes into one. So this one is told to wait for more until it is flushed, is given one list of each topic
 * that fits into a batch of its size, and is flushed. A thread that nobody interrupts does that; it takes as many lists
 * at once as there are topics with one. Used by any thread.
 */
final class ListSends {
    private static final long PAUSE_MILLIS = 2;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final Deque<ListSend> queue = new ArrayDeque<>();
    private final Map<Uuid, Long> largestBatches = new ConcurrentHashMap<>();
    private final Set<ListSend> suspected = ConcurrentHashMap.newKeySet();
    private final Watch sender = new Watch();
    private final Watch watch = new Watch();
    private final ListProducer small;
    private final ListProducer large;

    ListSends(Cluster cluster, TopicDirectory directory) {
        this.cluster = cluster;
        this.directory = directory;
        this.small = new ListProducer(cluster, Settings.SMALL_LIST);
        this.large = new ListProducer(
                cluster, (int) Math.min(1.25 * cluster.settings().maxBatch(), 1 << 30));
    }

    /**
     * Has a list sent.
     *
     * @throws MessageTooLargeException if the topic takes no batch of that size
     */
    ListSend add(KnownTopic topic, List<OutgoingMessage> messages) {
        ListSend list = new ListSend(topic, messages);
        long largest = Math.min(cluster.settings().maxBatch(), largestBatch(topic));
        if (list.size() > largest) {
            throw new MessageTooLargeException("topic " + Names.shown(topic.name()) + ": " + messages.size()
                    + " messages are a batch of up to " + list.size() + " bytes, and it takes " + largest);
        }
        synchronized (queue) {
            queue.add(list);
        }
        sender.run(this::sendRound);
        return list;
    }

    /** Asked beforehand, as the producer would take a batch apart that is refused for its size. */
    private long largestBatch(KnownTopic topic) {
        Long known = largestBatches.get(topic.id());
        if (known != null) {
            return known;
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.kafkaName());
        ConfigEntry entry = cluster.ask(
                        topic.name(),
                        admin -> admin.describeConfigs(List.of(resource))
                                .values()
                                .get(resource))
                .get("max.message.bytes");
        long largest = entry == null || entry.value() == null ? Long.MAX_VALUE : Long.parseLong(entry.value());
        largestBatches.put(topic.id(), largest);
        return largest;
    }

    /** Each list has it run once, so that none is left behind; a round that finds nothing is over. */
    private void sendRound() {
        Map<String, ListSend> round = nextRound();
        if (round.isEmpty()) {
            return;
        }
        boolean fits = round.values().iterator().next().room() <= Settings.SMALL_LIST;
        (fits ? small : large).send(round.values());
        round.values()
                .forEach(list -> list.fail(
                        cluster.isClosed()
                                ? new KaskaClosedException("the client was closed")
                                : new KaskaConnectionException("no acknowledgement came", true, null)));
    }

    /** The first list, and of each other topic the first if the same producer sends it. */
    private Map<String, ListSend> nextRound() {
        Map<String, ListSend> round = new LinkedHashMap<>();
        synchronized (queue) {
            ListSend first = queue.peek();
            if (first == null) {
                return round;
            }
            Deque<ListSend> later = new ArrayDeque<>();
            boolean fits = first.room() <= Settings.SMALL_LIST;
            Set<String> seen = new HashSet<>();
            for (ListSend list : queue) {
                boolean taken = seen.add(list.topic().name()) && (list.room() <= Settings.SMALL_LIST) == fits;
                if (taken) {
                    round.put(list.topic().name(), list);
                } else {
                    later.add(list);
                }
            }
            queue.clear();
            queue.addAll(later);
        }
        return round;
    }

    // --- topics that are gone

    /** Has it found out whether the topic of a list that is late is there. */
    void suspect(ListSend late) {
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

    private void lookFor(ListSend late) {
        try {
            directory.findAgain(late.topic().name());
        } catch (UnknownTopicException e) {
            abandon(late);
        } catch (KaskaException | UnsupportedOperationException e) {
            directory.forget(late.topic().name()); // nobody can say now; the wait goes on
        }
    }

    /** What is on its way with it is waited for, and then its producer is closed: see {@link SingleSends}. */
    private void abandon(ListSend gone) {
        long giveUp = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(cluster.settings().requestMillis());
        ListProducer producer = gone.room() <= Settings.SMALL_LIST ? small : large;
        while (producer.isBusyBut(gone) && System.nanoTime() - giveUp < 0) {
            Pauses.sleep(PAUSE_MILLIS);
        }
        synchronized (queue) {
            queue.remove(gone);
        }
        gone.fail(Failures.unknown(gone.topic().name()));
        if (producer.has(gone)) {
            producer.close();
        }
    }

    /** Goes on with new producers, which know of no topic yet. */
    void renew() {
        sender.run(() -> {
            small.close();
            large.close();
        });
    }

    void close() {
        watch.close();
        sender.close();
        small.close();
        large.close();
        synchronized (queue) {
            queue.forEach(list -> list.fail(new KaskaClosedException("the client was closed")));
            queue.clear();
        }
    }
}
