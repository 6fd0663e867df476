package io.kaska.cli.migrate;

import io.kaska.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The CRC-32C of messages one behind the other: of all that a copy has to have too. Sizes stand before fields, so that
 * none can pass for a part of another. For one thread.
 */
final class Checksum {
    private static final int NO_KEY = -1;

    private final boolean times;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    /** @param times whether times count */
    Checksum(boolean times) {
        this.times = times;
    }

    void add(Message message) {
        add(message.offset());
        if (times) {
            add(message.timestamp().toEpochMilli());
        }
        message.key().ifPresentOrElse(this::add, () -> add(NO_KEY));
        Map<String, ByteBuffer> headers = message.headers();
        add(headers.size());
        headers.forEach((name, value) -> {
            add(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
            add(value);
        });
        add(message.payload());
    }

    private void add(ByteBuffer bytes) {
        add(bytes.remaining());
        crc.update(bytes.duplicate());
    }

    private void add(long value) {
        crc.update(number.clear().putLong(value).flip());
    }

    long value() {
        return crc.getValue();
    }
}
