package io.kaska.cli.shell;

import io.kaska.Message;
import io.kaska.OutgoingMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A message as it was sent. */
final class FakeMessage implements Message {
    private final String topic;
    private final long offset;
    private final OutgoingMessage sent;

    FakeMessage(String topic, long offset, OutgoingMessage sent) {
        this.topic = topic;
        this.offset = offset;
        this.sent = sent;
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
        return Instant.ofEpochSecond(offset);
    }

    @Override
    public Optional<ByteBuffer> key() {
        return Optional.ofNullable(sent.key()).map(ByteBuffer::asReadOnlyBuffer);
    }

    @Override
    public Map<String, ByteBuffer> headers() {
        return sent.headers();
    }

    @Override
    public ByteBuffer payload() {
        return sent.payload().asReadOnlyBuffer();
    }
}
