package io.kaska.broker;

import static io.kaska.broker.NameSamples.buffer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    private static String textOf(String name) {
        return FileName.of(buffer(name)).text();
    }

    private static String hashOf(String name) throws Exception {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return '%'
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "_", "-", "azAZ09_-", "a.b", "a..b", "a.b.c", "-.-"})
    void keepsLettersDigitsAndInnerDots(String name) {
        assertThat(textOf(name)).isEqualTo(name);
        assertThat(FileName.of(buffer(name)).hashed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "., %2E",
        ".., %2E%2E",
        "..., %2E.%2E",
        ".a, %2Ea",
        "a., a%2E",
        "..a, %2E.a",
        "a/b, a%2Fb",
        "/, %2F",
        "%, %25",
        "%20, %2520",
        "%name, %25name",
        "a b, a%20b",
        "ñ, %C3%B1",
        "日, %E6%97%A5",
        "𝄞, %F0%9D%84%9E",
        "~, %7E"
    })
    void writesEveryOtherByteInHexadecimal(String name, String expected) {
        assertThat(textOf(name)).isEqualTo(expected);
    }

    @Test
    void writesControlCharactersInHexadecimal() {
        assertThat(textOf("a\nb\u0001\u007F")).isEqualTo("a%0Ab%01%7F");
    }

    @Test
    void hashesWhatWouldTakeMoreThan200Bytes() throws Exception {
        assertThat(textOf("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(textOf("x".repeat(197) + "/")).isEqualTo("x".repeat(197) + "%2F");
        for (String name : new String[] {"x".repeat(201), "x".repeat(198) + "/", "x".repeat(65_534), "é".repeat(34)}) {
            assertThat(textOf(name)).isEqualTo(hashOf(name));
            assertThat(FileName.of(buffer(name)).hashed()).isTrue();
        }
    }

    @Test
    void hashesANameThatIsMadeToLookLikeAHash() throws Exception {
        String victim = "x".repeat(300);
        String crafted = " " + "0123456789abcdef".repeat(4).substring(0, 62);
        assertThat(textOf(crafted)).isEqualTo(hashOf(crafted)).hasSameSizeAs(textOf(victim));
        assertThat(FileName.of(buffer(crafted)).hashed()).isTrue();
        assertThat(textOf(" " + "A".repeat(62))).isEqualTo("%20" + "A".repeat(62));
        assertThat(textOf(" " + "a".repeat(61))).isEqualTo("%20" + "a".repeat(61));
        assertThat(textOf(" " + "a".repeat(63))).isEqualTo("%20" + "a".repeat(63));
    }

    @Test
    void givesEveryNameItsOwnFileInsideTheFolder() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        Map<String, String> nameOf = new HashMap<>();
        NameSamples.nasty().forEach(name -> nameOf.put(textOf(name), name));
        assertThat(nameOf).hasSameSizeAs(NameSamples.nasty());
        for (int i = 0; i < 20_000; i++) {
            String name = NameSamples.random(random);
            String text = textOf(name);
            String before = nameOf.put(text, name);
            assertThat(before == null || before.equals(name))
                    .as("seed %d: %s and %s are both %s", seed, before, name, text)
                    .isTrue();
        }
        assertThat(nameOf.keySet())
                .allMatch(text -> text.matches("[A-Za-z0-9_%-]([A-Za-z0-9_.%-]{0,198}[A-Za-z0-9_%-])?"));
        assertThat(nameOf).doesNotContainKey(FileName.FULL_NAME_FILE);
    }

    @Test
    void leavesTheBufferAsItWas() {
        ByteBuffer name = buffer("x".repeat(300));
        FileName.of(name);
        assertThat(name.position()).isEqualTo(3);
        assertThat(name.remaining()).isEqualTo(300);
    }
}
