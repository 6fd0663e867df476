package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingBlocksTest {
    @ParameterizedTest
    @ValueSource(ints = {64, 256, 64 << 10, 1 << 20})
    void everyPlaceLiesInTheBlockThatBeginsBeforeIt(int first) {
        GrowingBlocks blocks = new GrowingBlocks(first);
        long place = 0;
        for (int block = 0; block < 40; block++) {
            assertThat(blocks.startOf(block)).isEqualTo(place);
            long end = place + blocks.sizeOf(block);
            assertThat(blocks.blockOf(place)).isEqualTo(block);
            assertThat(blocks.blockOf(end - 1)).isEqualTo(block);
            place = end;
        }
        long far = 40L << 30; // an index of five billion messages
        int block = blocks.blockOf(far);
        assertThat(blocks.startOf(block)).isLessThanOrEqualTo(far);
        assertThat(blocks.startOf(block) + blocks.sizeOf(block)).isGreaterThan(far);
    }
}
