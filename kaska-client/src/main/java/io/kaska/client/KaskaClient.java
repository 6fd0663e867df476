package io.kaska.client;

import io.kaska.AlreadySubscribedException;
import io.kaska.Kaska;
import io.kaska.KaskaClosedException;
import io.kaska.Message;
import io.kaska.NotSubscribedException;
import io.kaska.OutgoingMessage;
import io.kaska.Retention;
import io.kaska.protocol.RetentionFields;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.ClientOptions;
import io.kaska.spi.Retentions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The client over any link to a broker: checks what it is given, and leaves each operation to who does it. Used by any
 * thread.
 */
public final class KaskaClient implements Kaska {
    private final BrokerLink link;
    private final ClientOptions options;
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Object sendQueueLock = new Object();
    /** Made by the first sendAsync, as it has a thread. */
    private volatile @Nullable SendQueue sendQueue;

    /** A legal name, seen by some threads and not by others. */
    private @Nullable String lastSentTo;

    public KaskaClient(BrokerLink link, ClientOptions options) {
        this.link = link;
        this.options = options;
    }

    @Override
    public void createTopic(String topic) {
        Arguments.topic(topic);
        checkOpen();
        link.createTopic(topic);
    }

    @Override
    public void deleteTopic(String topic) {
        Arguments.topic(topic);
        checkOpen();
        link.deleteTopic(topic);
        Subscription current = subscription.get();
        if (current != null) {
            current.forget(topic);
        }
    }

    @Override
    public int topicCount() {
        checkOpen();
        return link.topicCount();
    }

    @Override
    public Set<String> topics() {
        checkOpen();
        return link.topics();
    }

    @Override
    public long send(String topic, ByteBuffer message) {
        checkSentTo(topic);
        Arguments.given(message, "message");
        checkOpen();
        return message.hasRemaining() ? sendNow(topic, List.of(new OutgoingMessage(message))) : NOTHING_SENT;
    }

    @Override
    public long send(String topic, @Nullable ByteBuffer key, Map<String, ByteBuffer> headers, ByteBuffer payload) {
        checkSentTo(topic);
        if (key == null && Arguments.given(headers, "headers").isEmpty()) {
            return send(topic, Arguments.given(payload, "payload"));
        }
        OutgoingMessage message = new OutgoingMessage(key, headers, payload);
        checkOpen();
        return sendNow(topic, List.of(message));
    }

    @Override
    public long send(String topic, List<ByteBuffer> messages) {
        checkSentTo(topic);
        List<OutgoingMessage> checked = Arguments.messages(messages);
        checkOpen();
        return checked.isEmpty() ? NOTHING_SENT : sendNow(topic, checked);
    }

    @Override
    public long sendAll(String topic, List<OutgoingMessage> messages) {
        checkSentTo(topic);
        List<OutgoingMessage> checked = Arguments.outgoing(messages);
        checkOpen();
        return checked.isEmpty() ? NOTHING_SENT : sendNow(topic, checked);
    }

    private long sendNow(String topic, List<OutgoingMessage> messages) {
        SendQueue queue = sendQueue;
        if (queue != null) {
            queue.awaitSent(topic);
        }
        return link.send(topic, messages);
    }

    @Override
    public CompletableFuture<Long> sendAsync(String topic, ByteBuffer message) {
        checkSentTo(topic);
        Arguments.notEmpty(message, "message");
        return queue(topic, new OutgoingMessage(message));
    }

    @Override
    public CompletableFuture<Long> sendAsync(
            String topic, @Nullable ByteBuffer key, Map<String, ByteBuffer> headers, ByteBuffer payload) {
        checkSentTo(topic);
        return queue(topic, new OutgoingMessage(key, headers, payload));
    }

    /** Most send to one topic again and again, and reading its name each time would cost more than to queue a message. */
    @SuppressWarnings("ReferenceEquality") // another string of that name is looked at again, and that is all
    private void checkSentTo(String topic) {
        if (topic == null || topic != lastSentTo) {
            Arguments.topic(topic);
            lastSentTo = topic;
        }
    }

    private CompletableFuture<Long> queue(String topic, OutgoingMessage message) {
        SendQueue queue = sendQueue;
        if (queue == null) {
            checkOpen();
            CompletableFuture<Long> ofLink = link.sendAsync(topic, message);
            if (ofLink != null) {
                return ofLink;
            }
            queue = makeSendQueue();
        }
        return queue.add(topic, message);
    }

    private SendQueue makeSendQueue() {
        synchronized (sendQueueLock) {
            checkOpen();
            SendQueue made = sendQueue;
            if (made == null) {
                made = new SendQueue(link, options);
                sendQueue = made;
            }
            return made;
        }
    }

    @Override
    public int messageLength(String topic, long offset) {
        Arguments.topic(topic);
        checkOpen();
        return offset < 0 ? lengthOfNothing(topic) : link.messageLength(topic, offset);
    }

    /** There is no message at a negative offset; but whether there is the topic is the broker's to say. */
    private int lengthOfNothing(String topic) {
        long end = link.endOffset(topic);
        assert end >= 0;
        return 0;
    }

    @Override
    public long endOffset(String topic) {
        Arguments.topic(topic);
        checkOpen();
        return link.endOffset(topic);
    }

    @Override
    public long earliestOffset(String topic) {
        Arguments.topic(topic);
        checkOpen();
        return link.earliestOffset(topic);
    }

    @Override
    public OptionalLong offsetForTime(String topic, Instant time) {
        Arguments.topic(topic);
        long millis = Arguments.millis(time);
        checkOpen();
        return link.offsetForTime(topic, millis);
    }

    @Override
    public long trimTopic(String topic, long offset) {
        Arguments.topic(topic);
        Arguments.offset(offset);
        checkOpen();
        long earliest = link.trimTopic(topic, offset);
        Subscription current = subscription.get();
        if (current != null) {
            current.forgetBelow(topic, earliest);
        }
        return earliest;
    }

    @Override
    public Retention retention(String topic) {
        Arguments.topic(topic);
        checkOpen();
        return Retentions.of(link.retention(topic));
    }

    @Override
    public Retention setRetention(String topic, Retention rule) {
        return setRetention(topic, Retentions.fields(rule));
    }

    @Override
    public Retention resetRetention(String topic) {
        return setRetention(topic, Retentions.BROKERS);
    }

    private Retention setRetention(String topic, RetentionFields own) {
        Arguments.topic(topic);
        checkOpen();
        return Retentions.of(link.setRetention(topic, own));
    }

    @Override
    public int subscribe(Collection<String> topics) {
        List<String> wanted = List.copyOf(new LinkedHashSet<>(Arguments.topics(topics)));
        checkOpen();
        checkNotSubscribed(subscription.get() == null);
        List<OptionalLong> ends = wanted.isEmpty() ? List.of() : link.endOffsets(wanted);
        RingMap<SubscribedTopic> existing = new RingMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (ends.get(i).isPresent()) {
                String topic = wanted.get(i);
                existing.put(
                        topic,
                        new SubscribedTopic(existing.count(), topic, ends.get(i).getAsLong()));
            }
        }
        if (existing.count() > 0) {
            checkNotSubscribed(subscription.compareAndSet(null, new Subscription(link, options, existing)));
        }
        return existing.count();
    }

    private static void checkNotSubscribed(boolean free) {
        if (!free) {
            throw new AlreadySubscribedException("the client is subscribed already: unsubscribe first");
        }
    }

    @Override
    public void unsubscribe() {
        checkOpen();
        Subscription current = subscription.getAndSet(null);
        if (current == null) {
            throw notSubscribed();
        }
        current.end(false);
    }

    @Override
    public long position(String topic) {
        Arguments.topic(topic);
        return subscription().position(topic);
    }

    @Override
    public void seek(String topic, long offset) {
        Arguments.topic(topic);
        Arguments.offset(offset);
        subscription().seek(topic, offset);
    }

    @Override
    public Optional<Message> poll() {
        return subscription().poll(1, 0).stream().findFirst();
    }

    @Override
    public List<Message> poll(int max, Duration wait) {
        Arguments.atLeastOne(max, "max");
        Arguments.notNegative(wait, "wait");
        return subscription().poll(max, Durations.nanos(wait));
    }

    @Override
    public void commit(String client, String topic, long offset) {
        Arguments.client(client);
        Arguments.topic(topic);
        Arguments.offset(offset);
        checkOpen();
        link.commit(client, topic, offset);
    }

    @Override
    public long committed(String client, String topic) {
        Arguments.client(client);
        Arguments.topic(topic);
        checkOpen();
        return link.committed(client, topic);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        SendQueue queue;
        synchronized (sendQueueLock) { // none is made from here on
            queue = sendQueue;
        }
        if (queue != null) {
            queue.drain(Durations.nanos(options.requestTimeout()));
        }
        Subscription current = subscription.get();
        if (current != null) {
            current.end(true);
        }
        link.close();
    }

    private Subscription subscription() {
        checkOpen();
        Subscription current = subscription.get();
        if (current == null) {
            throw notSubscribed();
        }
        return current;
    }

    private static NotSubscribedException notSubscribed() {
        return new NotSubscribedException("the client is not subscribed to any topic");
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new KaskaClosedException("the client was closed");
        }
    }
}
