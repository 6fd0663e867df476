package io.kaska.bench.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What the messages of a round hold, so that each can be told from every other and each byte of it be checked.
 *
 * <pre>
 *   0 ── producer (2) ── sequence (6) ── content (size - 8) ──
 * </pre>
 *
 * The content is seeded noise: one of a few variants, which the sequence picks. Immutable; safe for use by many threads.
 */
public final class Payloads {
    /** The least bytes of a message. */
    public static final int HEADER_SIZE = Long.BYTES;

    /** The most producers that can be told apart. */
    public static final int MAX_PRODUCERS = 1 << 16;

    private static final int SEQUENCE_BITS = 48;
    private static final int MAX_VARIANTS = 64;
    private static final int VARIANT_BYTES = 4 << 20;

    private final int size;
    private final ByteBuffer[] contents;

    /** Messages of a size in bytes, {@link #HEADER_SIZE} or more. */
    public Payloads(long seed, int size) {
        if (size < HEADER_SIZE) {
            throw new IllegalArgumentException(
                    "a message of " + size + " bytes cannot be checked; at least " + HEADER_SIZE);
        }
        this.size = size;
        int variants = Integer.highestOneBit(Math.clamp(VARIANT_BYTES / size, 2, MAX_VARIANTS));
        contents = new ByteBuffer[variants];
        for (int variant = 0; variant < variants; variant++) {
            byte[] content = new byte[size - HEADER_SIZE];
            new SplittableRandom(seed + variant).nextBytes(content);
            contents[variant] = ByteBuffer.allocateDirect(content.length)
                    .put(content)
                    .flip()
                    .asReadOnlyBuffer();
        }
    }

    int size() {
        return size;
    }

    int variants() {
        return contents.length;
    }

    /** What follows the header in a message of that sequence; not to be moved in. */
    ByteBuffer content(long sequence) {
        return contents[(int) (sequence & (contents.length - 1))];
    }

    static long header(int producer, long sequence) {
        return (long) producer << SEQUENCE_BITS | sequence;
    }

    static int producer(long header) {
        return (int) (header >>> SEQUENCE_BITS);
    }

    static long sequence(long header) {
        return header & ((1L << SEQUENCE_BITS) - 1);
    }
}
