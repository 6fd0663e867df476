package io.kaska.cli.shell;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordSplitterTest {
    @Test
    void spacesAndTabsSeparate() {
        assertThat(texts(" send \t t1   hello ")).containsExactly("send", "t1", "hello");
        assertThat(texts("")).isEmpty();
        assertThat(texts("  ")).isEmpty();
    }

    @Test
    void quotesKeepSpacesAndJoinWhatTouchesThem() {
        assertThat(texts("a\" b \"c 'd  e'")).containsExactly("a b c", "d  e");
    }

    @Test
    void quotesAloneAreAnEmptyWord() {
        assertThat(texts("send t \"\" ''")).containsExactly("send", "t", "", "");
    }

    @Test
    void escapesStandForBytesInDoubleQuotes() {
        assertThat(bytes("\"\\n\\r\\t\\0\\\\\\\"\\x00\\xff\\xAb\""))
                .containsExactly('\n', '\r', '\t', 0, '\\', '"', 0, 0xFF, 0xAB);
    }

    @Test
    void nothingIsAnEscapeInSingleQuotes() {
        assertThat(texts("'a\\n\"b'")).containsExactly("a\\n\"b");
    }

    @Test
    void aBackslashOutsideOfQuotesTakesTheNextByteAsItIs() {
        assertThat(texts("a\\ b \\\"c\\\\")).containsExactly("a b", "\"c\\");
    }

    @Test
    void bytesThatAreNoTextPassUnharmed() {
        List<Word> words = WordSplitter.split("send t \u00ff\u0080".getBytes(ISO_8859_1));
        assertThat(words.get(2).bytes()).containsExactly(0xFF, 0x80);
        assertThatThrownBy(() -> words.get(2).text())
                .isInstanceOf(UsageException.class)
                .hasMessage("\"\\xff\\x80\" is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc", "'abc", "\"a\\\"", "\"\\x4\"", "\"\\xzz\"", "\"\\q\"", "abc\\", "\"\\x4"})
    void aLineThatIsNotFinishedIsRefused(String line) {
        assertThatThrownBy(() -> texts(line)).isInstanceOf(UsageException.class);
    }

    @ParameterizedTest
    @CsvSource({"--file,true", "'\"--file\"',false", "--fil,false", "--file2,false"})
    void anOptionIsAnUnquotedWord(String word, boolean option) {
        assertThat(WordSplitter.split(word.getBytes(UTF_8)).getFirst().isOption("--file"))
                .isEqualTo(option);
    }

    @Test
    void whateverIsQuotedIsReadBackAsTheSameBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            String line = Quoted.of(ByteBuffer.wrap(bytes));
            assertThat(WordSplitter.split(line.getBytes(UTF_8)).getFirst().bytes())
                    .as("seed %d, line %s", seed, line)
                    .isEqualTo(bytes);
        }
    }

    private static List<String> texts(String line) {
        return WordSplitter.split(line.getBytes(UTF_8)).stream().map(Word::text).toList();
    }

    private static byte[] bytes(String line) {
        return WordSplitter.split(line.getBytes(UTF_8)).getFirst().bytes();
    }
}
