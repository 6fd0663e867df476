package io.kaska.client;

import io.kaska.Message;
import io.kaska.protocol.Messages;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A message as a view of the run that it was received in. */
final class ReceivedMessage implements Message {
    private final String topic;
    private final Messages run;
    private final int index;

    /** @param index of the message in the run */
    ReceivedMessage(String topic, Messages run, int index) {
        this.topic = topic;
        this.run = run;
        this.index = index;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public long offset() {
        return run.offset(index);
    }

    @Override
    public Instant timestamp() {
        return Instant.ofEpochMilli(run.timestamp(index));
    }

    @Override
    public Optional<ByteBuffer> key() {
        return Optional.ofNullable(run.key(index));
    }

    @Override
    public Map<String, ByteBuffer> headers() {
        return run.headers(index);
    }

    @Override
    public ByteBuffer payload() {
        return run.payload(index);
    }

    /** Of the whole message, in bytes. */
    int size() {
        return run.bodySize(index);
    }

    @Override
    public String toString() {
        return topic + "[" + offset() + "], " + size() + " bytes";
    }
}
