package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Message bodies that a test can tell apart, down to each byte. */
public final class Payloads {
    private Payloads() {}

    /** Bytes of any value that follow from the seed. The first and the last are 0. */
    public static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        bytes[0] = 0;
        bytes[size - 1] = 0;
        return bytes;
    }

    public static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All that remains in a buffer, which stays as it is. */
    public static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    public static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }

    /** A direct copy. */
    public static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Fails at the first byte that differs, without printing megabytes. */
    public static void assertSame(ByteBuffer actual, byte[] expected) {
        assertThat(actual.remaining()).as("size").isEqualTo(expected.length);
        int mismatch = actual.mismatch(ByteBuffer.wrap(expected));
        assertThat(mismatch).as("place of the first wrong byte").isEqualTo(-1);
    }
}
