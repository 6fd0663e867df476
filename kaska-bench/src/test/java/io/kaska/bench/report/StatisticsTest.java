package io.kaska.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theMedianIsTheMiddleOne() {
        double[] values = {9, 1, 5};
        assertThat(Statistics.of(values)).isEqualTo(new Statistics(5, 1, 9));
        assertThat(values).containsExactly(9, 1, 5);
    }

    @Test
    void ofAnEvenNumberItIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.of(new double[] {1, 2, 4, 100})).isEqualTo(new Statistics(3, 1, 100));
    }

    @Test
    void oneValueIsAllOfThem() {
        assertThat(Statistics.of(new double[] {7})).isEqualTo(new Statistics(7, 7, 7));
    }

    @Test
    void ofNothingThereIsNone() {
        assertThatThrownBy(() -> Statistics.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
