package io.kaska.client;

import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.MessageHead;
import io.kaska.protocol.Names;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.RetentionFields;
import io.kaska.spi.SendLayout;
import java.nio.ByteBuffer;

/**
 * A request as it goes out: what its header says, and the buffers behind it as they are. Not changed once it is made; the
 * buffers are read, never moved.
 */
final class Request {
    /** What {@link #answerSize} is if the size of an OK answer's body is not fixed. */
    static final int VARIABLE = -1;

    private static final ByteBuffer[] NOTHING = {};

    private final Operation operation;
    private final int flags;
    private final int topicId;
    private final int size;
    private final int count;
    private final ByteBuffer[] body;
    private final int largestAnswer;
    private boolean mayWait;

    private Request(Operation operation, int topicId, int count, int largestAnswer, ByteBuffer... body) {
        this(operation, 0, topicId, count, largestAnswer, body);
    }

    private Request(Operation operation, int flags, int topicId, int count, int largestAnswer, ByteBuffer... body) {
        this.operation = operation;
        this.flags = flags;
        this.topicId = topicId;
        this.count = count;
        this.largestAnswer = largestAnswer;
        this.body = body;
        long bytes = 0;
        for (ByteBuffer part : body) {
            bytes += part.remaining();
        }
        this.size = Math.toIntExact(bytes);
    }

    static Request named(Operation operation, String topic) {
        return new Request(operation, 0, 0, 0, Names.encode("topic", topic));
    }

    static Request plain(Operation operation, int topicId) {
        return new Request(operation, topicId, 0, 0, NOTHING);
    }

    static Request list(int cursor) {
        ByteBuffer field = ByteBuffer.allocate(Integer.BYTES).putInt(cursor).flip();
        return new Request(Operation.LIST_TOPICS, 0, 0, Protocol.MAX_FETCH_SIZE, field);
    }

    /** @param after the last name that is known; empty for the first page */
    static Request listClients(String after) {
        ByteBuffer[] name = after.isEmpty() ? NOTHING : new ByteBuffer[] {Names.encode("client", after)};
        return new Request(Operation.LIST_CLIENTS, 0, 0, 0, Protocol.MAX_FETCH_SIZE, name);
    }

    /** One message; or several, and the table of their ends before them. All together are 2^31-1 bytes or less. */
    static Request send(int topicId, SendLayout messages) {
        int flags = messages.headed() ? MessageHead.FLAG : 0;
        return messages.count() == 1
                ? new Request(Operation.SEND, flags, topicId, 0, 0, messages.parts())
                : new Request(Operation.SEND_BATCH, flags, topicId, messages.count(), 0, messages.parts());
    }

    /** Messages as they were elsewhere. All together are 2^31-1 bytes or less. */
    static Request sendDated(int topicId, DatedBatch batch) {
        return new Request(Operation.SEND_DATED, MessageHead.FLAG, topicId, batch.count(), 0, batch.parts());
    }

    static Request messageLength(int topicId, long offset) {
        return new Request(Operation.MESSAGE_LENGTH, topicId, 0, 0, field(offset));
    }

    static Request offsetForTime(int topicId, long millis) {
        return new Request(Operation.OFFSET_FOR_TIME, topicId, 0, Long.BYTES, field(millis));
    }

    static Request trim(int topicId, long offset) {
        return new Request(Operation.TRIM_TOPIC, topicId, 0, 0, field(offset));
    }

    static Request retention(int topicId) {
        return new Request(Operation.RETENTION, topicId, 0, RetentionFields.SIZE, NOTHING);
    }

    static Request retention(int topicId, RetentionFields own) {
        ByteBuffer fields = ByteBuffer.allocate(RetentionFields.SIZE);
        own.put(fields);
        return new Request(Operation.RETENTION, topicId, 0, RetentionFields.SIZE, fields.flip());
    }

    static Request commit(int topicId, long offset, String client) {
        return new Request(Operation.COMMIT, topicId, 0, 0, field(offset), Names.encode("client", client));
    }

    static Request committed(int topicId, String client) {
        return new Request(Operation.COMMITTED, topicId, 0, 0, Names.encode("client", client));
    }

    /**
     * A fetch.
     *
     * @param topics ids and offsets, as {@link FetchRequest} lays them out
     * @param largestAnswer more than this is no answer to it
     */
    static Request fetch(FetchRequest limits, ByteBuffer topics, int largestAnswer) {
        ByteBuffer fields = ByteBuffer.allocate(FetchRequest.LIMITS_SIZE);
        limits.put(fields);
        int count = topics.remaining() / FetchRequest.TOPIC_SIZE;
        Request request = new Request(Operation.FETCH, 0, count, largestAnswer, fields.flip(), topics);
        request.mayWait = limits.waitMillis() > 0;
        return request;
    }

    private static ByteBuffer field(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).flip();
    }

    Operation operation() {
        return operation;
    }

    /** Whether the broker may take its time for the answer. */
    boolean mayWait() {
        return mayWait;
    }

    /** How many bytes go out in all. */
    long sizeWithHeader() {
        return (long) RequestHeader.SIZE + size;
    }

    ByteBuffer[] body() {
        return body;
    }

    void putHeader(ByteBuffer to) {
        new RequestHeader(operation.code(), flags, topicId, size, count).put(to);
    }

    /** The size of an OK answer's body, or {@link #VARIABLE}. */
    int answerSize() {
        return switch (operation) {
            case DELETE_TOPIC, COMMIT -> 0;
            case CREATE_TOPIC, COUNT_TOPICS, MESSAGE_LENGTH -> Integer.BYTES;
            case SEND, SEND_BATCH, SEND_DATED, END_OFFSET, COMMITTED, EARLIEST_OFFSET, TRIM_TOPIC -> Long.BYTES;
            case RESOLVE_TOPIC -> Integer.BYTES + Long.BYTES;
            case LIST_TOPICS, LIST_CLIENTS, FETCH, OFFSET_FOR_TIME, RETENTION -> VARIABLE;
        };
    }

    /** The largest body of an OK answer that makes sense, in bytes. */
    int largestAnswer() {
        return largestAnswer;
    }
}
