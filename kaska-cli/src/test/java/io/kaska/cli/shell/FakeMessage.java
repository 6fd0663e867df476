package io.kaska.cli.shell;

import io.kaska.Message;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A message out of an array. */
final class FakeMessage implements Message {
    private final String topic;
    private final long offset;
    private final byte[] bytes;

    FakeMessage(String topic, long offset, byte[] bytes) {
        this.topic = topic;
        this.offset = offset;
        this.bytes = bytes.clone();
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Instant timestamp() {
        return Instant.EPOCH;
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
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
}
