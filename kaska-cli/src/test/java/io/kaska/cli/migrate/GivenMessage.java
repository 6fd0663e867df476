package io.kaska.cli.migrate;

import io.kaska.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A message that a test makes. */
record GivenMessage(
        String topic,
        long offset,
        Instant timestamp,
        Optional<ByteBuffer> key,
        Map<String, ByteBuffer> headers,
        ByteBuffer payload)
        implements Message {
    static GivenMessage plain(long offset, String payload) {
        return new GivenMessage("t", offset, Instant.EPOCH, Optional.empty(), Map.of(), bytes(payload));
    }

    GivenMessage withKey(String key) {
        return new GivenMessage(topic, offset, timestamp, Optional.of(bytes(key)), headers, payload);
    }

    GivenMessage withHeader(String name, String value) {
        return new GivenMessage(topic, offset, timestamp, key, Map.of(name, bytes(value)), payload);
    }

    GivenMessage at(long millis) {
        return new GivenMessage(topic, offset, Instant.ofEpochMilli(millis), key, headers, payload);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
