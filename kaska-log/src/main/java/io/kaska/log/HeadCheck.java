package io.kaska.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Checks the heads of arrived messages, key and headers, before anybody believes them: sizes within bounds, names that
 * are legal and stand once, a payload behind. Looks at the bytes where they lie, and takes no memory for a message.
 *
 * <pre>
 *   0   4  size h of what follows of the head, 4 or more
 *   4   4  size of the key + 1; 0: there is no key
 *   8   -  key
 *   -   -  for each header: size of its name (4), name, size of its value (4), value
 * 4+h   -  payload, 1 byte or more, but in a dated batch
 * </pre>
 *
 * For one batch, by one thread.
 */
final class HeadCheck {
    private static final int MAX_NAME_SIZE = 65_534;
    private static final int MAX_HEADERS = 65_535;

    /** Nobody outside knows which names have equal hashes. */
    private static final int SEED = ThreadLocalRandom.current().nextInt();

    private final Bytes bytes;
    private final int leastPayload;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private int pieceStart;
    private int message;
    /** Of each header of the message its name: the hash above, and the place of its size below. */
    private long[] names = new long[8];

    private int nameCount;

    /** The bytes of a batch, where they lie. */
    @FunctionalInterface
    interface Bytes {
        /** A view of those from a place of the batch on that lie together, one or more. */
        ByteBuffer from(int place);
    }

    /** @param leastPayload the bytes that a payload has at least */
    HeadCheck(Bytes bytes, int leastPayload) {
        this.bytes = bytes;
        this.leastPayload = leastPayload;
    }

    /**
     * Checks one message.
     *
     * @param number of the message in its batch, for the error
     * @param start its first byte in the batch
     * @param end the place behind its last
     */
    void check(int number, int start, int end) throws InvalidBatchException {
        message = number;
        nameCount = 0;
        require(
                end - start >= 2 * Integer.BYTES + leastPayload,
                "has %d bytes, less than a head and a payload take",
                end - start);
        int size = getInt(start);
        require(size >= Integer.BYTES, "has a head of %d bytes: 4 is the least", size);
        require(
                size <= end - start - Integer.BYTES - leastPayload,
                "has a head of %d bytes, and no room for a payload",
                size);
        int headEnd = start + Integer.BYTES + size;
        int keySize = getInt(start + Integer.BYTES) - 1;
        int next = start + 2 * Integer.BYTES;
        require(keySize >= -1 && keySize <= headEnd - next, "has a key of %d bytes, which pass its head", keySize);
        next += Math.max(0, keySize);
        while (next < headEnd) {
            next = checkHeader(next, headEnd);
        }
        checkNamesDiffer();
    }

    /** Returns the place behind the header. */
    private int checkHeader(int start, int headEnd) throws InvalidBatchException {
        require(headEnd - start > 2 * Integer.BYTES, "has a header of %d bytes: 9 is the least", headEnd - start);
        int size = getInt(start);
        require(
                size > 0 && size <= MAX_NAME_SIZE && size <= headEnd - start - 2 * Integer.BYTES,
                "has a header whose name has %d bytes",
                size);
        addName(start, size);
        int next = start + Integer.BYTES + size;
        int valueSize = getInt(next);
        next += Integer.BYTES;
        require(
                valueSize >= 0 && valueSize <= headEnd - next,
                "has a header whose value has %d bytes, which pass its head",
                valueSize);
        return next + valueSize;
    }

    private void addName(int start, int size) throws InvalidBatchException {
        int from = start + Integer.BYTES;
        int hash = SEED;
        Utf8 utf8 = Utf8.START;
        for (int i = from; i < from + size; i++) {
            byte b = getByte(i);
            require(b != 0, "has a header whose name has a NUL at byte %d", i - from);
            utf8 = utf8.next(b);
            require(utf8 != Utf8.WRONG, "has a header whose name is not UTF-8 at byte %d", i - from);
            hash = (hash ^ b) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        require(utf8 == Utf8.START, "has a header whose name is not UTF-8 at byte %d, its end", size);
        require(nameCount < MAX_HEADERS, "has more than %d headers", MAX_HEADERS);
        if (nameCount == names.length) {
            names = Arrays.copyOf(names, nameCount * 2);
        }
        names[nameCount++] = (long) hash << Integer.SIZE | start;
    }

    private void checkNamesDiffer() throws InvalidBatchException {
        Arrays.sort(names, 0, nameCount);
        for (int i = 1; i < nameCount; i++) {
            for (int k = i - 1; k >= 0 && names[k] >>> Integer.SIZE == names[i] >>> Integer.SIZE; k--) {
                require(!isSameName((int) names[k], (int) names[i]), "has %d headers, two of one name", nameCount);
            }
        }
    }

    private boolean isSameName(int one, int other) {
        int end = Integer.BYTES + getInt(one); // the size is compared with the name
        for (int i = 0; i < end; i++) {
            if (getByte(one + i) != getByte(other + i)) {
                return false;
            }
        }
        return true;
    }

    private void require(boolean condition, String problem, int value) throws InvalidBatchException {
        if (!condition) {
            throw new InvalidBatchException("message %d ".formatted(message) + problem.formatted(value));
        }
    }

    private int getInt(int place) {
        int at = place - pieceStart;
        if (at >= 0 && at <= piece.limit() - Integer.BYTES) {
            return piece.getInt(at);
        }
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << Byte.SIZE | (getByte(place + i) & 0xFF);
        }
        return value;
    }

    private byte getByte(int place) {
        int at = place - pieceStart;
        if (at < 0 || at >= piece.limit()) {
            piece = bytes.from(place);
            pieceStart = place;
            at = 0;
        }
        return piece.get(at);
    }
}
