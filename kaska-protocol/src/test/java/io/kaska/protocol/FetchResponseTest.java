package io.kaska.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FetchResponseTest {
    private static final int TOPICS = 5;

    /** Three sections: two runs, the second part of a batch; an unknown topic; a run of one message. */
    private static ByteBuffer response() {
        ByteBuffer to = ByteBuffer.allocate(1_000);
        FetchResponse.putSection(to, 0, FetchResponse.MORE, 34 + 37);
        putRun(to, 10, 0, "first!");
        putRun(to, 11, 100, "1B", "3A!");
        FetchResponse.putSection(to, 2, FetchResponse.UNKNOWN_TOPIC, 0);
        FetchResponse.putSection(to, 4, 0, 29);
        putRun(to, Long.MAX_VALUE - 1, 0, "x");
        return to.flip();
    }

    /** A run of two messages with heads, and an error. */
    private static ByteBuffer headedResponse() {
        ByteBuffer to = ByteBuffer.allocate(1_000);
        List<ByteBuffer> parts = new ArrayList<>();
        Map<String, ByteBuffer> headers = new LinkedHashMap<>();
        headers.put("z", bytes("1"));
        headers.put("é", bytes(""));
        MessageHead.addTo(parts, bytes("key"), headers);
        parts.add(bytes("first!"));
        int first = sizeOf(parts);
        MessageHead.addTo(parts, null, Map.of());
        parts.add(bytes("2"));
        FetchResponse.putSection(to, 0, 0, 32 + sizeOf(parts));
        to.putLong(10).putLong(1_700_000_000_000L).putInt(MessageHead.FLAG << 24 | 2);
        to.putInt(0).putInt(first).putInt(sizeOf(parts));
        parts.forEach(to::put);
        ByteBuffer error = new SectionError(15, 3, "gone").toBytes();
        FetchResponse.putSection(to, 1, FetchResponse.FAILED, error.remaining());
        return to.put(error).flip();
    }

    private static int sizeOf(List<ByteBuffer> parts) {
        return parts.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesHeadsAndErrorsApart() {
        FetchResponse response = get(headedResponse());
        Messages run = response.sections().get(0).runs().get(0);
        assertThat(run.key(0)).isEqualTo(bytes("key"));
        assertThat(run.headers(0)).containsExactly(Map.entry("z", bytes("1")), Map.entry("é", bytes("")));
        assertThat(run.payload(0)).isEqualTo(bytes("first!"));
        assertThat(run.key(1)).isNull();
        assertThat(run.headers(1)).isEmpty();
        assertThat(run.payload(1)).isEqualTo(bytes("2"));
        assertThat(run.payload(1).isReadOnly()).isTrue();
        assertThat(response.sections().get(1).error()).isEqualTo(new SectionError(15, 3, "gone"));
    }

    private static void putRun(ByteBuffer to, long offset, int begin, String... messages) {
        to.putLong(offset).putLong(1_700_000_000_000L).putInt(messages.length).putInt(begin);
        int end = begin;
        for (String message : messages) {
            end += message.length();
            to.putInt(end);
        }
        for (String message : messages) {
            to.put(message.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static FetchResponse get(ByteBuffer body) {
        return FetchResponse.get(body, false, TOPICS);
    }

    private static List<String> messages(Messages run) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < run.count(); i++) {
            messages.add(StandardCharsets.US_ASCII.decode(((Run) run).body(i)).toString());
        }
        return messages;
    }

    @Test
    void takesAResponseApart() {
        FetchResponse response = FetchResponse.get(response(), true, TOPICS);
        assertThat(response.cut()).isTrue();
        assertThat(response.sections()).extracting(FetchResponse.Section::index).containsExactly(0, 2, 4);
        assertThat(response.sections()).extracting(FetchResponse.Section::more).containsExactly(true, false, false);
        assertThat(response.sections())
                .extracting(FetchResponse.Section::unknownTopic)
                .containsExactly(false, true, false);
        List<Messages> runs = response.sections().get(0).runs();
        assertThat(runs).extracting(run -> run.offset(0)).containsExactly(10L, 11L);
        assertThat(runs.get(1).offset(1)).isEqualTo(12);
        assertThat(messages(runs.get(0))).containsExactly("first!");
        assertThat(messages(runs.get(1))).containsExactly("1B", "3A!");
        assertThat(messages(response.sections().get(2).runs().get(0))).containsExactly("x");
        assertThat(runs.get(1).timestamp(1)).isEqualTo(1_700_000_000_000L);
    }

    @Test
    void givesViewsOfTheBufferItWasGiven() {
        ByteBuffer body = ByteBuffer.allocateDirect(1_003).position(3);
        body.put(response()).flip().position(3);
        Run run = (Run) get(body).sections().get(0).runs().get(0);
        assertThat(run.bodies().isDirect()).isTrue();
        assertThat(run.body(0).isReadOnly()).isTrue();
        assertThat(run.body(0).position()).isZero();
        assertThat(body.hasRemaining()).isFalse();
        run.bodies().put(0, (byte) 'F');
        assertThat(messages(run)).containsExactly("First!");
    }

    @Test
    void takesAResponseWithoutSections() {
        assertThat(get(ByteBuffer.allocate(0)).sections()).isEmpty();
    }

    @Test
    void refusesAResponseThatIsCutOffAnywhereButBetweenSections() {
        int size = response().remaining();
        List<Integer> whole = new ArrayList<>();
        for (int cut = 0; cut <= size; cut++) {
            try {
                get(response().limit(cut));
                whole.add(cut);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("cut off");
            }
        }
        assertThat(whole).containsExactly(0, 8 + 71, 8 + 71 + 8, size);
    }

    @Test
    void refusesSectionsThatAreNotInTheOrderOfTheRequestOrWereNotAskedFor() {
        for (int[] indices : new int[][] {{1, 0}, {1, 1}, {TOPICS}, {Protocol.MAX_FETCH_TOPICS - 1}}) {
            ByteBuffer body = ByteBuffer.allocate(100);
            for (int index : indices) {
                FetchResponse.putSection(body, index, 0, 0);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> get(body.flip()))
                    .withMessageContaining("names topic");
        }
    }

    @Test
    void refusesFlagsThatItDoesNotKnow() {
        for (int bit = 3; bit < 8; bit++) {
            ByteBuffer body = response().put(0, (byte) (1 << bit));
            assertThatIllegalArgumentException().isThrownBy(() -> get(body)).withMessageContaining("flags");
        }
        for (int other : new int[] {FetchResponse.MORE, FetchResponse.UNKNOWN_TOPIC, 8}) {
            ByteBuffer body = response().put(0, (byte) (FetchResponse.FAILED | other));
            assertThatIllegalArgumentException().isThrownBy(() -> get(body)).withMessageContaining("flags");
        }
        for (int bit = 1; bit < 8; bit++) {
            ByteBuffer body = response().put(8 + 16, (byte) (1 << bit));
            assertThatIllegalArgumentException().isThrownBy(() -> get(body)).withMessageContaining("flags");
        }
    }

    @Test
    void refusesATableThatDoesNotRise() {
        int table = 8 + 34 + 20; // of the second run: begin 100, ends 102 and 105
        for (int[] damage :
                new int[][] {{0, 102}, {0, -1}, {0, 103}, {1, 100}, {1, 99}, {1, 105}, {2, 102}, {2, -1}, {2, 1}}) {
            ByteBuffer body = response().putInt(table + 4 * damage[0], damage[1]);
            assertThatIllegalArgumentException()
                    .as("%d: %d", damage[0], damage[1])
                    .isThrownBy(() -> get(body));
        }
    }

    @Test
    void takesNoMemoryForWhatIsOnlyClaimed() {
        for (int count : new int[] {0, 3, 1_000, Protocol.MAX_BATCH_COUNT}) {
            ByteBuffer body = response().putInt(8 + 16, count);
            assertThatIllegalArgumentException().isThrownBy(() -> get(body));
        }
        for (int size : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30}) {
            ByteBuffer body = response().putInt(4, size);
            assertThatIllegalArgumentException().isThrownBy(() -> get(body)).withMessageContaining("cut off");
        }
    }

    @Test
    void refusesOrTakesButNeverBreaksOnDamagedBytes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            ByteBuffer body = i % 2 == 0 ? response() : headedResponse();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                body.put(random.nextInt(body.limit()), (byte)
                        (random.nextBoolean() ? random.nextInt() : random.nextInt(8)));
            }
            body.limit(random.nextInt(4) == 0 ? random.nextInt(body.limit() + 1) : body.limit());
            try {
                readAll(get(body));
                taken++;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            } catch (RuntimeException | Error e) {
                fail("seed " + seed + ": " + hexOf(body.rewind()), e);
            }
        }
        assertThat(taken).as("else nothing but refusals was tried").isPositive();
    }

    private static void readHead(Messages run, int i) {
        int size = run.payload(i).remaining();
        ByteBuffer key = run.key(i);
        size += key == null ? 0 : key.remaining();
        for (ByteBuffer value : run.headers(i).values()) {
            size += value.remaining();
        }
        if (size > run.bodySize(i)) {
            throw new AssertionError(size + " bytes in a message of " + run.bodySize(i));
        }
    }

    private static String hexOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What was taken must be readable to its last byte. */
    private static void readAll(FetchResponse response) {
        for (var section : response.sections()) {
            for (Messages run : section.runs()) {
                for (int i = 0; i < run.count(); i++) {
                    readHead(run, i);
                }
                int size = messages(run).stream().mapToInt(String::length).sum();
                if (size != run.size()) {
                    throw new AssertionError(size + " bytes of messages in " + run);
                }
            }
        }
    }
}
