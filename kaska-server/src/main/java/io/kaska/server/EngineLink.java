package io.kaska.server;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaInterruptedException;
import io.kaska.OutgoingMessage;
import io.kaska.broker.Broker;
import io.kaska.broker.FetchWait;
import io.kaska.broker.OwnRetention;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.log.Block;
import io.kaska.log.Retention;
import io.kaska.log.Slices;
import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Names;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.RetentionFields;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.Errors;
import io.kaska.spi.SendLayout;
import io.kaska.spi.TopicPosition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's way to a broker in the same JVM: straight to the engine, on the caller's thread. What is read is copied
 * out, in the form in which it would have crossed the wire.
 *
 * <p>Safe for use by many threads.
 */
final class EngineLink implements BrokerLink {
    /** While a topic is unknown its messages end no wait: it is looked for again after that many milliseconds. */
    private static final int LONGEST_WAIT_WITH_UNKNOWN = 500;

    private final Broker broker;
    private final SlicesPool slicesPool;
    private final Consumer<EngineLink> afterwards;
    private final Set<FetchWait> waits = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile boolean brokerClosed;

    EngineLink(Broker broker, SlicesPool slicesPool, Consumer<EngineLink> afterwards) {
        this.broker = broker;
        this.slicesPool = slicesPool;
        this.afterwards = afterwards;
    }

    /** An operation of the engine. */
    private interface Operation<T> {
        T run() throws RefusedException;
    }

    private <T> T call(String subject, Operation<T> operation) {
        checkOpen();
        try {
            return operation.run();
        } catch (RefusedException e) {
            checkOpen(); // a topic that is gone because the broker is
            String text =
                    subject.isEmpty() ? Statuses.text(e) : "topic " + Names.shown(subject) + ": " + Statuses.text(e);
            throw Errors.toException(Statuses.of(e.reason()), e.value(), text);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new KaskaClosedException("this client was closed");
        }
        if (brokerClosed) {
            throw new KaskaConnectionException("the broker in this JVM was closed", false, null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new KaskaInterruptedException("the thread was interrupted before the operation began", false);
        }
    }

    // --- topics

    @Override
    public void createTopic(String topic) {
        call(topic, () -> create(Names.encode("topic", topic)));
    }

    private Topic create(ByteBuffer name) throws RefusedException {
        int size = name.remaining();
        Block block = broker.takeNameBlock(size);
        Topic made = null;
        try {
            block.buffer(0, size).put(name);
            made = broker.createTopic(block, size);
            return made;
        } finally {
            if (made == null) {
                broker.giveBackNameBlock(block, size);
            }
        }
    }

    private Topic topic(String name) throws RefusedException {
        return broker.topic(Names.encode("topic", name));
    }

    @Override
    public void deleteTopic(String topic) {
        call(topic, () -> {
            broker.deleteTopic(topic(topic).id());
            return true;
        });
    }

    @Override
    public int topicCount() {
        return call("", broker::topicCount);
    }

    @Override
    public Set<String> topics() {
        return call("", () -> {
            Set<String> names = new LinkedHashSet<>();
            for (Topic topic = broker.nextTopic(0); topic != null; topic = broker.nextTopic(topic.id())) {
                String name = topic.nameOrNull();
                if (name != null) {
                    names.add(name);
                }
            }
            return names;
        });
    }

    // --- messages

    @Override
    public long send(String topic, List<OutgoingMessage> messages) {
        return call(topic, () -> {
            if (messages.size() > Protocol.MAX_BATCH_COUNT) {
                throw new RefusedException(
                        RefusedException.Reason.MESSAGE_TOO_LARGE,
                        "a send takes at most %,d messages, but this one has %,d"
                                .formatted(Protocol.MAX_BATCH_COUNT, messages.size()));
            }
            SendLayout layout = SendLayout.of(messages);
            broker.checkBatchSize(messages.size(), layout.size());
            return Appending.append(topic(topic), layout);
        });
    }

    @Override
    public int messageLength(String topic, long offset) {
        return call(topic, () -> topic(topic).messageLength(offset));
    }

    @Override
    public long endOffset(String topic) {
        return call(topic, () -> topic(topic).endOffset());
    }

    @Override
    public long earliestOffset(String topic) {
        return call(topic, () -> topic(topic).earliestOffset());
    }

    @Override
    public OptionalLong offsetForTime(String topic, long millis) {
        return call(topic, () -> topic(topic).offsetForTime(millis));
    }

    @Override
    public long trimTopic(String topic, long offset) {
        return call(topic, () -> topic(topic).trim(offset));
    }

    @Override
    public RetentionFields retention(String topic) {
        return call(topic, () -> fields(topic(topic).retention()));
    }

    @Override
    public RetentionFields setRetention(String topic, RetentionFields own) {
        return call(topic, () -> fields(broker.retain(topic(topic), new OwnRetention(own.ageMillis(), own.bytes()))));
    }

    private static RetentionFields fields(Retention kept) {
        return new RetentionFields(kept.ageMillis(), kept.bytes());
    }

    @Override
    public List<OptionalLong> endOffsets(List<String> topics) {
        return call("", () -> {
            List<OptionalLong> ends = new ArrayList<>(topics.size());
            for (String topic : topics) {
                Topic found = topicOrNull(topic);
                ends.add(found == null ? OptionalLong.empty() : endOffset(found));
            }
            return ends;
        });
    }

    private @Nullable Topic topicOrNull(String name) {
        try {
            return topic(name);
        } catch (RefusedException e) {
            return null;
        }
    }

    private static OptionalLong endOffset(Topic topic) {
        try {
            return OptionalLong.of(topic.endOffset());
        } catch (RefusedException e) {
            return OptionalLong.empty(); // deleted meanwhile
        }
    }

    // --- fetch

    @Override
    public FetchResponse fetch(List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait) {
        checkOpen();
        List<@Nullable Topic> topics = new ArrayList<>(positions.size());
        positions.forEach(position -> topics.add(topicOrNull(position.topic())));
        long longest = topics.contains(null) ? LONGEST_WAIT_WITH_UNKNOWN : Integer.MAX_VALUE;
        int millis = (int) Math.min(wait.toMillis(), longest);
        FetchPlan plan = new FetchPlan(broker, new FetchRequest(maxBytes, maxMessages, millis), positions.size());
        for (int i = 0; i < topics.size(); i++) {
            plan.add(topics.get(i), positions.get(i).offset());
        }
        FetchResponse answer = answer(plan, positions.size());
        if (millis > 0 && isWorthAWait(answer, positions.size())) {
            await(plan);
            answer = answer(plan, positions.size());
        }
        return answer;
    }

    /** Nothing is there, and one of the topics lives, so that something may come. */
    private static boolean isWorthAWait(FetchResponse answer, int topics) {
        return !answer.cut()
                && answer.sections().size() < topics
                && answer.sections().stream().allMatch(FetchResponse.Section::unknownTopic);
    }

    private void await(FetchPlan plan) {
        CountDownLatch over = new CountDownLatch(1);
        FetchWait wait = new FetchWait(over::countDown);
        waits.add(wait);
        try {
            if (!closed && !brokerClosed) {
                plan.begin(wait);
                boolean ignored = over.await(plan.waitNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // seen below
        } finally {
            wait.forget();
            waits.remove(wait);
        }
        checkOpen();
    }

    private FetchResponse answer(FetchPlan plan, int topics) {
        Slices slices = slicesPool.take();
        try {
            plan.answer(slices);
            ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(slices.size()));
            for (int i = 0; i < slices.count(); i++) {
                copy.put(slices.array()[i]);
            }
            ResponseHeader header = ResponseHeader.get(copy.flip());
            return FetchResponse.get(copy.slice(), (header.flags() & ResponseHeader.CUT) != 0, topics);
        } finally {
            slicesPool.giveBack(slices);
        }
    }

    // --- committed offsets

    @Override
    public void commit(String client, String topic, long offset) {
        call(topic, () -> {
            broker.commit(Names.encode("client", client), topic(topic), offset);
            return true;
        });
    }

    @Override
    public long committed(String client, String topic) {
        return call(topic, () -> broker.committed(Names.encode("client", client), topic(topic)));
    }

    // --- the end

    @Override
    public void endWaits() {
        waits.forEach(FetchWait::end);
    }

    void brokerClosed() {
        brokerClosed = true;
        endWaits();
    }

    @Override
    public void close() {
        closed = true;
        endWaits();
        afterwards.accept(this);
    }
}
