package io.kaska.client;

import io.kaska.Message;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A message without meaning, that stands at an offset until it is trimmed. */
record FillMessage(String topic, long offset, Instant timestamp) implements Message {
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
        return ByteBuffer.allocate(0);
    }
}
