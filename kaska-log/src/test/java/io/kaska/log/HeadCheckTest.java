package io.kaska.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadCheckTest {
    private final QueueDriver driver = new QueueDriver();

    /** A message with its head; headers are names and values in turn. */
    private static byte[] message(int keySize, byte[] payload, byte[]... headers) {
        int size = 4 + Math.max(0, keySize);
        for (byte[] field : headers) {
            size += 4 + field.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 + size + payload.length);
        bytes.putInt(size).putInt(keySize + 1).position(8 + Math.max(0, keySize));
        for (byte[] field : headers) {
            bytes.putInt(field.length).put(field);
        }
        return bytes.put(payload).array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static void check(byte[] message) throws InvalidBatchException {
        check(message, Integer.MAX_VALUE);
    }

    /** @param piece how many bytes lie together */
    private static void check(byte[] message, int piece) throws InvalidBatchException {
        ByteBuffer all = ByteBuffer.wrap(message);
        new HeadCheck(place -> all.slice(place, Math.min(piece, message.length - place)), 1)
                .check(0, 0, message.length);
    }

    private static void assertRefused(byte[] message, String problem) {
        for (int piece : new int[] {Integer.MAX_VALUE, 1, 3, 7}) {
            assertThatThrownBy(() -> check(message, piece))
                    .isInstanceOf(InvalidBatchException.class)
                    .hasMessageContaining("message 0 ")
                    .hasMessageContaining(problem);
        }
    }

    private static byte[] with(byte[] message, int place, int value) {
        return ByteBuffer.wrap(message.clone()).putInt(place, value).array();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 1, 2, 3, 5, 64})
    void takesWhatIsRightHoweverItLies(int piece) {
        byte[] p = utf8("p");
        for (byte[] right : List.of(
                message(-1, p),
                message(0, p),
                message(100, p),
                message(-1, p, utf8("name"), utf8("")),
                message(3, p, utf8("é☃\ud83d\ude00"), new byte[50], utf8("b"), utf8("2")),
                message(-1, p, utf8("x".repeat(65_534)), new byte[1]))) {
            assertThatCode(() -> check(right, piece)).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesSizesThatPassTheirBounds() {
        byte[] right = message(3, utf8("pay"), utf8("name"), utf8("value")); // key at 8, name at 11, value at 19
        assertRefused(new byte[8], "less than a head and a payload");
        for (int size : new int[] {0, 3, -1, Integer.MIN_VALUE}) {
            assertRefused(with(right, 0, size), "4 is the least");
        }
        for (int size : new int[] {right.length - 4, right.length, Integer.MAX_VALUE}) {
            assertRefused(with(right, 0, size), "no room for a payload");
        }
        for (int keySizePlus1 : new int[] {-1, Integer.MIN_VALUE, 3 + 1 + 8 + 4 + 5 + 1, Integer.MAX_VALUE}) {
            assertRefused(with(right, 4, keySizePlus1), "has a key");
        }
        for (int nameSize : new int[] {0, -1, 4 + 5 + 1, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertRefused(with(right, 11, nameSize), "whose name has");
        }
        for (int valueSize : new int[] {6, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertRefused(with(right, 19, valueSize), "whose value has");
        }
        assertRefused(with(right, 19, 1), "9 is the least"); // what is left is no header
    }

    @Test
    void refusesNamesThatAreNotLegalOrStandTwice() {
        byte[] p = utf8("p");
        assertRefused(message(-1, p, utf8("a\0b"), p), "NUL at byte 1");
        assertRefused(message(-1, p, utf8("x".repeat(65_535)), p), "whose name has 65535");
        assertRefused(message(-1, p, utf8("ab").clone(), p, utf8("cd"), p, utf8("ab"), p), "two of one name");
        byte[][] many = new byte[40][];
        for (int i = 0; i < many.length; i++) {
            many[i] = utf8("n" + i / 2 * 2);
        }
        assertThatCode(() -> check(message(-1, p, many))).doesNotThrowAnyException();
        many[38] = utf8("n4");
        assertRefused(message(-1, p, many), "two of one name");
    }

    @Test
    void refusesMoreHeadersThanOneMessageMayHave() throws Exception {
        byte[][] most = new byte[2 * 65_535][];
        for (int i = 0; i < most.length; i++) {
            most[i] = utf8(i % 2 == 0 ? "n" + i : "");
        }
        check(message(-1, utf8("p"), most));
        byte[][] more = new byte[2 * 65_536][];
        System.arraycopy(most, 0, more, 0, most.length);
        more[most.length] = utf8("one more");
        more[most.length + 1] = utf8("");
        assertThatThrownBy(() -> check(message(-1, utf8("p"), more))).hasMessageContaining("more than 65535 headers");
    }

    /** Against the JDK's own decoder, which is as strict. */
    @Test
    void knowsUtf8() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int legal = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] name = new byte[1 + random.nextInt(4)];
            for (int k = 0; k < name.length; k++) {
                name[k] = (byte) (random.nextBoolean() ? 0x80 + random.nextInt(0x80) : 0xE0 + random.nextInt(0x18));
            }
            boolean expected = isUtf8(name);
            legal += expected ? 1 : 0;
            assertThat(isTaken(message(-1, utf8("p"), name, utf8(""))))
                    .as("%s, seed %d", java.util.HexFormat.of().formatHex(name), seed)
                    .isEqualTo(expected);
        }
        assertThat(legal).isBetween(100, 199_900);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).hasRemaining();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isTaken(byte[] message) {
        try {
            check(message);
            return true;
        } catch (InvalidBatchException e) {
            return false;
        }
    }

    @Test
    void neverBreaksOnDamagedBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] right = message(3, utf8("pay"), utf8("name"), utf8("value"), utf8("b"), utf8(""));
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] damaged = right.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(16));
            }
            refused += isTaken(damaged) ? 0 : 1;
        }
        assertThat(refused).as("seed %d", seed).isBetween(1, 199_999);
    }

    @Test
    void aQueueTakesABatchWholeOrNotAtAll() throws Exception {
        byte[] right = message(3, utf8("four"), utf8("name"), new byte[100_000]);
        byte[] wrong = with(right, 4, 0); // now the key is read as a header
        assertThat(append(right, message(-1, utf8("seven77")))).isZero();
        assertThat(driver.queue.messageLength(0)).isEqualTo(4);
        assertThat(driver.queue.messageLength(1)).isEqualTo(7);
        assertThatThrownBy(() -> append(right, wrong))
                .isInstanceOf(InvalidBatchException.class)
                .hasMessageContaining("message 1 ");
        assertThat(driver.queue.endOffset()).isEqualTo(2);
        assertThat(driver.store.unfinished()).isZero();
        assertThat(driver.read(0, 10, 1 << 20).get(0).body()).isEqualTo(right);
    }

    /** So that a head begins at every place around the border of two blocks. */
    @Test
    void aHeadMayLieAcrossTheBorderOfBlocks() throws Exception {
        for (int before = 65_460; before < 65_540; before++) {
            long offset = append(message(before, utf8("p")), message(9, utf8("12345"), utf8("n"), utf8("v")));
            assertThat(driver.queue.messageLength(offset)).isEqualTo(1);
            assertThat(driver.queue.messageLength(offset + 1)).isEqualTo(5);
        }
    }

    private long append(byte[]... messages) throws Exception {
        int size = 0;
        for (byte[] message : messages) {
            size += message.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(messages.length * 4 + size);
        int end = 0;
        for (byte[] message : messages) {
            end += message.length;
            bytes.putInt(end);
        }
        for (byte[] message : messages) {
            bytes.put(message);
        }
        Reservation room =
                driver.queue.reserveBatch(messages.length, bytes.capacity()).withHeads();
        try {
            QueueDriver.fill(room, bytes.flip());
            return room.publish();
        } catch (InvalidBatchException e) {
            room.abandon();
            throw e;
        }
    }
}
