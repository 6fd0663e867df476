package io.kaska.client;

import io.kaska.Message;
import io.kaska.protocol.Run;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A message as a view of the run that it was received in. */
final class ReceivedMessage implements Message {
    private final String topic;
    private final Run run;
    private final int index;

    /** @param index of the message in the run */
    ReceivedMessage(String topic, Run run, int index) {
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
        return run.offset() + index;
    }

    @Override
    public Instant timestamp() {
        return Instant.ofEpochMilli(run.timestamp());
    }

    @Override
    public Optional<ByteBuffer> key() {
        return Optional.empty();
    }

    @Override
    public Map<String, ByteBuffer> headers() {
        return Map.of();
    }

    @Override
    public ByteBuffer payload() {
        return run.body(index);
    }

    int size() {
        return run.bodySize(index);
    }

    @Override
    public String toString() {
        return topic + "[" + offset() + "], " + size() + " bytes";
    }
}
