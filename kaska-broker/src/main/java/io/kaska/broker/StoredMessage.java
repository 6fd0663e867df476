package io.kaska.broker;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message as it was read from the files of a topic. Its buffers are read from position to limit. */
public record StoredMessage(
        long offset, Instant timestamp, Optional<ByteBuffer> key, List<Header> headers, ByteBuffer payload) {
    /** One header: a name, which is UTF-8, and its value. */
    public record Header(ByteBuffer name, ByteBuffer value) {}

    /** The flag of batches whose messages begin with a head. */
    private static final int HEADS = 1;

    /**
     * Takes a message apart.
     *
     * <pre>
     *   0   4  size h of what follows of the head   ┐
     *   4   4  size of the key + 1; 0: no key       │ only if the batch
     *   8   -  key                                  │ has the flag
     *   -   -  for each header: size of its name    │
     *          (4), name, size of its value (4),    │
     *          value                                ┘
     * 4+h   -  payload
     * </pre>
     *
     * @return null if its head makes no sense
     */
    static @Nullable StoredMessage of(long offset, long millis, int flags, ByteBuffer body) {
        Instant time = Instant.ofEpochMilli(millis);
        if ((flags & HEADS) == 0) {
            return new StoredMessage(offset, time, Optional.empty(), List.of(), body);
        }
        ByteBuffer head = part(body, 0);
        ByteBuffer key = head == null || head.remaining() < Integer.BYTES ? null : part(head, -1);
        if (head == null || key == null) {
            return null;
        }
        List<Header> headers = headers(head);
        boolean hasKey = head.getInt(0) != 0;
        return headers == null
                ? null
                : new StoredMessage(offset, time, hasKey ? Optional.of(key) : Optional.empty(), headers, body.slice());
    }

    private static @Nullable List<Header> headers(ByteBuffer head) {
        List<Header> headers = new ArrayList<>();
        while (head.hasRemaining()) {
            ByteBuffer name = part(head, 0);
            ByteBuffer value = name == null ? null : part(head, 0);
            if (name == null || value == null) {
                return null;
            }
            headers.add(new Header(name, value));
        }
        return headers;
    }

    /** The bytes behind a size, which is corrected; null if the size or the bytes are not there. A size of -1 is none. */
    private static @Nullable ByteBuffer part(ByteBuffer from, int correction) {
        if (from.remaining() < Integer.BYTES) {
            return null;
        }
        int size = Math.max(from.getInt() + correction, correction < 0 ? 0 : Integer.MIN_VALUE);
        if (size < 0 || size > from.remaining()) {
            return null;
        }
        ByteBuffer part = from.slice(from.position(), size);
        from.position(from.position() + size);
        return part;
    }
}
