package io.kaska.client;

import io.kaska.KaskaException;
import io.kaska.MessageTooLargeException;
import io.kaska.OutgoingMessage;
import io.kaska.TopicExistsException;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Names;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.RetentionFields;
import io.kaska.protocol.Status;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.SendLayout;
import io.kaska.spi.TopicPosition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A broker behind TCP: each operation as its request and answer, over one connection that is made at the first need.
 * Callers do their own I/O: there is no thread behind it. Used by any thread.
 */
public final class TcpLink implements BrokerLink {
    private final Connections connections;
    private final TopicCalls calls;
    private final FetchCalls fetches;

    public TcpLink(Address address, ConnectOptions options) {
        connections = new Connections(address, options);
        calls = new TopicCalls(connections);
        fetches = new FetchCalls(connections);
    }

    @Override
    public void createTopic(String topic) {
        for (int tries = 1; ; tries++) {
            Connection connection = connections.current();
            try {
                create(connection, topic);
                return;
            } catch (StaleConnectionException e) {
                TopicCalls.rethrowAfterLast(tries, e);
            }
        }
    }

    /** A name whose id is known has crossed the wire already: it is asked by its id whether it still lives. */
    private static void create(Connection connection, String topic) {
        Integer known = connection.topicIds().of(topic);
        if (known != null) {
            PendingCall end = connection.call(Request.plain(Operation.END_OFFSET, known));
            if (!end.has(Status.UNKNOWN_TOPIC)) {
                TopicCalls.checked(end, topic);
                throw exists(topic);
            }
            connection.topicIds().forget(topic, known);
        }
        PendingCall call = connection.call(Request.named(Operation.CREATE_TOPIC, topic));
        if (call.has(Status.TOPIC_EXISTS)) {
            connection.topicIds().learn(topic, (int) call.error().value());
            throw exists(topic);
        }
        TopicCalls.checked(call, topic);
        connection.topicIds().learn(topic, (int) call.value());
    }

    @Override
    public void deleteTopic(String topic) {
        calls.call(topic, id -> Request.plain(Operation.DELETE_TOPIC, id));
    }

    @Override
    public int topicCount() {
        return (int) calls.call(Request.plain(Operation.COUNT_TOPICS, 0)).value();
    }

    @Override
    public Set<String> topics() {
        return new TopicListing(connections).all();
    }

    /** All clients that committed. */
    Set<String> clients() {
        return new ClientListing(connections).all();
    }

    @Override
    public long send(String topic, List<OutgoingMessage> messages) {
        if (messages.size() > Protocol.MAX_BATCH_COUNT) {
            throw new MessageTooLargeException("a send takes at most " + Protocol.MAX_BATCH_COUNT
                    + " messages, but this one has " + messages.size());
        }
        SendLayout layout = SendLayout.of(messages);
        TopicCalls.checkSize(layout.size(), Protocol.LARGEST_MESSAGE_SIZE - layout.tableSize());
        return calls.call(topic, layout.size(), id -> Request.send(id, layout)).value();
    }

    /** Appends messages with the offsets and the time that they had elsewhere. */
    void sendDated(String topic, DatedBatch batch) {
        TopicCalls.checkSize(batch.size(), Protocol.LARGEST_MESSAGE_SIZE - DatedBatch.FIELDS_SIZE - batch.tableSize());
        PendingCall call = calls.call(topic, batch.size(), id -> Request.sendDated(id, batch));
        assert call.value() == batch.offset(); // or the broker would have refused it
    }

    @Override
    public int messageLength(String topic, long offset) {
        return (int) calls.call(topic, id -> Request.messageLength(id, offset)).value();
    }

    @Override
    public long endOffset(String topic) {
        return endOffsets(List.of(topic)).get(0).orElseThrow(() -> TopicCalls.unknown(topic));
    }

    @Override
    public long earliestOffset(String topic) {
        return calls.call(topic, id -> Request.plain(Operation.EARLIEST_OFFSET, id))
                .value();
    }

    @Override
    public OptionalLong offsetForTime(String topic, long millis) {
        ByteBuffer answer =
                calls.call(topic, id -> Request.offsetForTime(id, millis)).body();
        return answer.hasRemaining() ? OptionalLong.of(answer.getLong()) : OptionalLong.empty();
    }

    @Override
    public long trimTopic(String topic, long offset) {
        return calls.call(topic, id -> Request.trim(id, offset)).value();
    }

    @Override
    public RetentionFields retention(String topic) {
        return kept(calls.call(topic, id -> Request.retention(id)));
    }

    @Override
    public RetentionFields setRetention(String topic, RetentionFields own) {
        return kept(calls.call(topic, id -> Request.retention(id, own)));
    }

    private static RetentionFields kept(PendingCall call) {
        RetentionFields kept = RetentionFields.get(call.body());
        if (kept.ageMillis() < 1 || kept.bytes() < 1) {
            throw new KaskaException("the broker says that it keeps messages for %d ms, and %d bytes of them"
                    .formatted(kept.ageMillis(), kept.bytes()));
        }
        return kept;
    }

    @Override
    public List<OptionalLong> endOffsets(List<String> topics) {
        return new EndOffsets(connections, topics).ask();
    }

    @Override
    public FetchResponse fetch(List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait) {
        return fetches.fetch(positions, maxBytes, maxMessages, wait);
    }

    @Override
    public void endWaits() {
        connections.endWaits();
    }

    @Override
    public void commit(String client, String topic, long offset) {
        calls.call(topic, id -> Request.commit(id, offset, client));
    }

    @Override
    public long committed(String client, String topic) {
        return calls.call(topic, id -> Request.committed(id, client)).value();
    }

    @Override
    public void close() {
        connections.close();
    }

    private static TopicExistsException exists(String topic) {
        return new TopicExistsException("there is a topic " + Names.shown(topic) + " already");
    }
}
