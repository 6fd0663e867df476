package io.kaska.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void printableTextStandsForItself() {
        assertThat(quoted("hello, Größe 日本 \uD83D\uDE00")).isEqualTo("\"hello, Größe 日本 \uD83D\uDE00\"");
    }

    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertThat(quoted("a\n\u001b[31m\t\"\\")).isEqualTo("\"a\\n\\x1b[31m\\t\\\"\\\\\"");
        assertThat(quoted("\u202e")).isEqualTo("\"\\xe2\\x80\\xae\"");
        assertThat(quoted("\u0085")).isEqualTo("\"\\xc2\\x85\"");
    }

    @Test
    void bytesThatAreNoUtf8AreEscaped() {
        assertThat(quoted(0xFF, 'a', 0xC3, 'b', 0xE2, 0x82)).isEqualTo("\"\\xffa\\xc3b\\xe2\\x82\"");
        assertThat(quoted(0xC0, 0x80)).as("NUL, too long").isEqualTo("\"\\xc0\\x80\"");
        assertThat(quoted(0xED, 0xA0, 0x80)).as("a surrogate").isEqualTo("\"\\xed\\xa0\\x80\"");
    }

    @Test
    void theReplacementCharacterItselfIsACharacter() {
        assertThat(quoted("\uFFFD")).isEqualTo("\"\uFFFD\"");
    }

    @Test
    void theBufferStaysWhereItWas() {
        ByteBuffer bytes = ByteBuffer.wrap("abc".getBytes(UTF_8)).position(1);
        assertThat(Quoted.of(bytes)).isEqualTo("\"bc\"");
        assertThat(bytes.position()).isEqualTo(1);
    }

    @Test
    void aNameIsQuotedOnlyIfItIsNotOnePlainWord() {
        assertThat(Quoted.name("orders/2026-ü")).isEqualTo("orders/2026-ü");
        assertThat(Quoted.name("two words")).isEqualTo("\"two words\"");
        assertThat(Quoted.name("line\nbreak")).isEqualTo("\"line\\nbreak\"");
        assertThat(Quoted.name("#1")).isEqualTo("\"#1\"");
    }

    private static String quoted(String text) {
        return Quoted.of(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static String quoted(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        return Quoted.of(buffer.flip());
    }
}
