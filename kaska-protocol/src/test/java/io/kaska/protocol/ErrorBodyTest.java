package io.kaska.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBodyTest {
    @Test
    void carriesValueAndText() {
        assertThat(ErrorBody.get(new ErrorBody(Long.MIN_VALUE, "nö").toBytes()))
                .isEqualTo(new ErrorBody(Long.MIN_VALUE, "nö"));
        assertThat(new ErrorBody(7, "").toBytes().remaining()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ñ", "日", "𝄞"})
    void cutsALongTextBetweenCharacters(String character) {
        for (int shift = 0; shift < 4; shift++) {
            String text = "x".repeat(shift) + character.repeat(1_000);
            ByteBuffer bytes = new ErrorBody(0, text).toBytes();
            int size = bytes.remaining() - Long.BYTES;
            assertThat(size).isBetween(ErrorBody.MAX_TEXT_SIZE - 3, ErrorBody.MAX_TEXT_SIZE);
            assertThat(ErrorBody.get(bytes).text()).hasSizeGreaterThan(0).satisfies(cut -> {
                assertThat(text).startsWith(cut);
                assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(size);
            });
        }
    }

    @Test
    void keepsATextThatJustFits() {
        String text = "é".repeat(ErrorBody.MAX_TEXT_SIZE / 2);
        assertThat(ErrorBody.get(new ErrorBody(1, text).toBytes()).text()).isEqualTo(text);
    }

    @Test
    void readsWhatIsThereOfABodyThatIsCutOffOrNotUtf8() {
        byte[] whole = {0, 0, 0, 0, 0, 0, 0, 9, 'a', (byte) 0xC3};
        for (int size = 0; size <= whole.length; size++) {
            ErrorBody body = ErrorBody.get(ByteBuffer.wrap(Arrays.copyOf(whole, size)));
            assertThat(body.value()).isEqualTo(size < 8 ? 0 : 9);
        }
        assertThat(ErrorBody.get(ByteBuffer.wrap(whole)).text()).isEqualTo("a�");
    }
}
