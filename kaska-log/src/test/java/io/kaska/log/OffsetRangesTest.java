package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.log.OffsetRanges.Hole;
import io.kaska.log.OffsetRanges.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {
    private final OffsetRanges ranges = new OffsetRanges();

    @Test
    void whatIsNotThereIsAHole() {
        ranges.add(5, 8, 1);
        ranges.add(10, 11, 1);
        assertThat(ranges.holes(0, 15)).containsExactly(new Hole(0, 5), new Hole(8, 10), new Hole(11, 15));
        assertThat(ranges.holes(6, 9)).containsExactly(new Hole(8, 9));
        assertThat(ranges.holes(5, 8)).isEmpty();
        assertThat(ranges.endFrom(5)).isEqualTo(8);
        assertThat(ranges.endFrom(8)).isEqualTo(8);
        assertThat(ranges.end()).isEqualTo(11);
    }

    @Test
    void anOffsetIsThereOnce() {
        assertThat(ranges.add(5, 8, 1)).isEqualTo(Problem.NONE);
        assertThat(ranges.add(7, 9, 1)).isEqualTo(Problem.TWICE);
        assertThat(ranges.add(4, 6, 1)).isEqualTo(Problem.TWICE);
        assertThat(ranges.add(5, 8, 1)).isEqualTo(Problem.TWICE);
        assertThat(ranges.add(0, 20, 1)).isEqualTo(Problem.TWICE);
        assertThat(ranges.add(8, 9, 1)).isEqualTo(Problem.NONE);
    }

    @Test
    void timeDoesNotGoBackInTheOrderOfOffsets() {
        assertThat(ranges.add(5, 8, 10)).isEqualTo(Problem.NONE);
        assertThat(ranges.add(8, 9, 9)).isEqualTo(Problem.TIME);
        assertThat(ranges.add(4, 5, 11)).isEqualTo(Problem.TIME);
        assertThat(ranges.add(20, 21, 8)).isEqualTo(Problem.TIME);
        assertThat(ranges.add(21, 22, 8)).isEqualTo(Problem.NONE);
        assertThat(ranges.add(0, 1, 11)).isEqualTo(Problem.NONE); // no later than the 11 of offset 4
    }

    @Test
    void theOrderOfComingDoesNotMatter() {
        List<Integer> offsets = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            offsets.add(i);
        }
        Collections.shuffle(offsets, new Random(7));
        for (int offset : offsets) {
            assertThat(ranges.add(offset, offset + 1L, offset)).isEqualTo(Problem.NONE);
        }
        assertThat(ranges.holes(0, 500)).isEmpty();
    }
}
