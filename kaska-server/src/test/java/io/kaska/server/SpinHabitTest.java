package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinHabitTest {
    private final SpinHabit habit = new SpinHabit();

    @Test
    void whoIsNeverLookedAtInVainIsAlwaysLookedAt() {
        for (int i = 0; i < 100; i++) {
            assertThat(habit.wantsLook()).isTrue();
            habit.looked(true);
        }
    }

    @Test
    void looksInVainBecomeRareButNeverEnd() {
        assertThat(waitsUntilNextLookInVain()).isZero();
        for (int expected : new int[] {1, 3, 7, 15, 31, 63, 63, 63}) {
            assertThat(waitsUntilNextLookInVain()).isEqualTo(expected);
        }
    }

    @Test
    void oneSuccessForgetsThemAll() {
        for (int i = 0; i < 5; i++) {
            waitsUntilNextLookInVain();
        }
        while (!habit.wantsLook()) {}
        habit.looked(true);
        assertThat(habit.wantsLook()).isTrue();
    }

    private int waitsUntilNextLookInVain() {
        int skipped = 0;
        while (!habit.wantsLook()) {
            skipped++;
        }
        habit.looked(false);
        return skipped;
    }
}
