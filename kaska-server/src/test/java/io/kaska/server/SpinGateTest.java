package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpinGateTest {
    private static final int SPARE = Runtime.getRuntime().availableProcessors() - 1;

    private final SpinGate gate = new SpinGate(true);

    @BeforeEach
    void somethingIsToSpare() {
        assumeThat(SPARE).isPositive();
    }

    @Test
    void asManySpinAsThereAreCoresToSpare() {
        for (int i = 0; i < SPARE; i++) {
            assertThat(gate.enter()).isTrue();
        }
        assertThat(gate.enter()).isFalse();
        gate.leave();
        assertThat(gate.enter()).isTrue();
    }

    @Test
    void nobodySpinsWhereItIsOff() {
        assertThat(new SpinGate(false).enter()).isFalse();
    }

    @Test
    void aVirtualThreadSpinsOnlyWhileACoreIsWithoutWork() throws Exception {
        awake(SPARE);
        assertThat(onAVirtualThread(gate::enter)).isTrue();
        assertThat(onAVirtualThread(gate::mayStay)).isTrue();
        awake(1);
        assertThat(onAVirtualThread(gate::mayStay)).isFalse();
        gate.leave();
        assertThat(onAVirtualThread(gate::enter)).isFalse();
        gate.fallAsleep();
        assertThat(onAVirtualThread(gate::enter)).isTrue();
    }

    @Test
    void aThreadOfTheSystemSpinsWhateverOthersDo() {
        awake(10 * SPARE);
        assertThat(gate.enter()).isTrue();
        assertThat(gate.mayStay()).isTrue();
    }

    private void awake(int threads) {
        for (int i = 0; i < threads; i++) {
            gate.wakeUp();
        }
    }

    private static boolean onAVirtualThread(Callable<Boolean> task) throws Exception {
        FutureTask<Boolean> result = new FutureTask<>(task);
        Thread.startVirtualThread(result);
        return result.get();
    }
}
