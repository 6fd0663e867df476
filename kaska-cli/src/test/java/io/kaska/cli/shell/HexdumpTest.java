package io.kaska.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HexdumpTest {
    @Test
    void showsSixteenBytesALineWithTheirPlaceAndText() {
        byte[] bytes = "0123456789abcdef\n\u007fz".getBytes(StandardCharsets.US_ASCII);
        assertThat(Hexdump.lines(ByteBuffer.wrap(bytes)))
                .containsExactly(
                        "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|",
                        "00000010  0a 7f 7a                                          |..z|");
    }

    @Test
    void bytesAboveAsciiAreDots() {
        assertThat(Hexdump.lines(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0x80, 0})))
                .containsExactly("00000000  ff 80 00                                          |...|");
    }

    @Test
    void nothingHasNoLines() {
        assertThat(Hexdump.lines(ByteBuffer.allocate(0))).isEmpty();
    }
}
