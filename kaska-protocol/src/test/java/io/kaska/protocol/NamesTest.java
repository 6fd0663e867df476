package io.kaska.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final int MAX = Protocol.MAX_NAME_SIZE;

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "news", "ñ", "日本", "𝄞", "\u0001", "\n", "\uFFFF", "\uFEFF", "a b/../c", "\uD7FF\uE000"})
    void takesEveryNameThatUtf8CanSay(String name) {
        ByteBuffer utf8 = Names.encode("topic", name);
        assertThat(Names.problemOf(utf8)).isNull();
        assertThat(Names.decode(utf8)).isEqualTo(name);
        assertThat(utf8.position()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"65534, a", "32767, ñ", "21844, 日" // 65 532 bytes
    })
    void takesNamesUpToTheLimit(int count, String character) {
        ByteBuffer utf8 = Names.encode("topic", character.repeat(count));
        assertThat(utf8.remaining()).isBetween(MAX - 2, MAX);
        assertThat(Names.problemOf(utf8)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"65535, a", "32768, ñ", "21845, 日", "16384, 𝄞", "10000000, a"})
    void refusesNamesPastTheLimit(int count, String character) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.encode("topic", character.repeat(count)))
                .withMessageContainingAll("the topic name", "has more than 65534 bytes")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }

    @Test
    void refusesNothingAtAllAsAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.encode("client", ""))
                .withMessage("the client name is empty: it has to have 1 to 65534 bytes of UTF-8");
        assertThat(Names.problemOf(ByteBuffer.allocate(0))).contains("0 bytes");
        assertThat(Names.problemOf(ByteBuffer.wrap(new byte[MAX + 1]))).contains("65535 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0", "\0a", "a\0b"})
    void refusesNul(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.encode("topic", name))
                .withMessageContaining("NUL at character " + name.indexOf('\0'));
        assertThat(Names.problemOf(ByteBuffer.wrap(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isEqualTo("the name has a NUL at byte " + name.indexOf('\0'));
    }

    @Test
    void refusesUnpairedSurrogates() {
        for (String name :
                new String[] {"\uD834", "\uDD1E", "a\uD834", "\uD834a", "\uDD1E\uD834", "x".repeat(70) + "\uDFFF"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Names.encode("topic", name))
                    .withMessageContaining("unpaired surrogate");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a byte of a character without its first
                "C3", // a character cut off
                "E6 97",
                "F0 9D 84",
                "C3 28", // not followed by what has to follow
                "C0 80", // NUL in more bytes than it needs
                "C0 AF",
                "C1 BF",
                "E0 80 AF",
                "E0 9F BF",
                "F0 80 80 AF",
                "F0 8F BF BF", // the same of others
                "ED A0 80",
                "ED BF BF",
                "ED A0 B4 ED B4 9E", // surrogates
                "F4 90 80 80",
                "F5 80 80 80", // past U+10FFFF
                "F8 88 80 80 80",
                "FE",
                "FF",
                "61 FF 61"
            })
    void refusesBytesThatAreNotUtf8(String hex) {
        assertThat(Names.problemOf(bytes(hex))).isEqualTo("the name is not valid UTF-8");
    }

    @Test
    void seesBadBytesWhereverTheyStand() {
        for (int place : new int[] {0, 1, 1_023, 1_024, 1_025, 2_047, 2_048, 65_000, MAX - 1}) {
            ByteBuffer name = ByteBuffer.allocateDirect(MAX);
            while (name.hasRemaining()) {
                name.put((byte) 'a');
            }
            name.flip().put(place, (byte) 0xFF);
            assertThat(Names.problemOf(name)).as("at %d", place).isEqualTo("the name is not valid UTF-8");
        }
    }

    @Test
    void looksOnlyBetweenPositionAndLimitAndLeavesBothAsTheyWere() {
        ByteBuffer name = bytes("FF 61 62 00").position(1).limit(3);
        assertThat(Names.problemOf(name)).isNull();
        assertThat(Names.decode(name)).isEqualTo("ab");
        assertThat(name.position()).isEqualTo(1);
        assertThat(name.limit()).isEqualTo(3);
    }

    @Test
    void agreesWithTheJdkOnRandomBytes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int[] likely = {
            0x61, 0x80, 0xBF, 0xC0, 0xC3, 0xB1, 0xE0, 0xED, 0xA0, 0xE6, 0x97, 0xA5, 0xF0, 0x9D, 0x84, 0x9E, 0xF4
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) likely[random.nextInt(likely.length)];
            }
            byte[] again = new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(Names.problemOf(ByteBuffer.wrap(bytes)) == null)
                    .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
                    .isEqualTo(java.util.Arrays.equals(bytes, again));
        }
    }

    @Test
    void showsNamesOnOneLineWithoutWhatSteersATerminal() {
        assertThat(Names.shown("año 日")).isEqualTo("\"año 日\"");
        assertThat(Names.shown("a\n\u001B[31m\u009B\u202E\u2028\uD834")).isEqualTo("\"a��[31m����\"");
        assertThat(Names.shown("x".repeat(81))).isEqualTo('"' + "x".repeat(80) + "…\"");
        assertThat(Names.shown("x".repeat(79) + "𝄞")).isEqualTo('"' + "x".repeat(79) + "�…\"");
    }
}
