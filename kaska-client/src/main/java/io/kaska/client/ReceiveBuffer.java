package io.kaska.client;

import java.nio.ByteBuffer;

/**
 * Where answers are received: small ones side by side in a chunk, larger ones in memory of their own, so that many
 * small answers cost few allocations and a large one keeps nothing else alive. Each buffer given out stays as it is for
 * as long as someone holds it. Used by the thread that leads the reading.
 */
final class ReceiveBuffer {
    private static final int CHUNK_SIZE = 64 << 10;
    private static final int LARGEST_CARVED = CHUNK_SIZE / 4;

    private ByteBuffer chunk = ByteBuffer.allocateDirect(0);

    /** A buffer of exactly that size, position 0. */
    ByteBuffer take(int size) {
        if (size > LARGEST_CARVED) {
            return ByteBuffer.allocateDirect(size);
        }
        if (chunk.remaining() < size) {
            chunk = ByteBuffer.allocateDirect(CHUNK_SIZE);
        }
        ByteBuffer taken = chunk.slice(chunk.position(), size);
        chunk.position(chunk.position() + size);
        return taken;
    }

    /** Room for at most that many bytes that nobody will look at; valid until the next call. */
    ByteBuffer scratch(int size) {
        if (!chunk.hasRemaining()) {
            chunk = ByteBuffer.allocateDirect(CHUNK_SIZE);
        }
        return chunk.slice(chunk.position(), Math.min(size, chunk.remaining()));
    }
}
