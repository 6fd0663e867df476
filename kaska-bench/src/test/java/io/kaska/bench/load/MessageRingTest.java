package io.kaska.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageRingTest {
    @ParameterizedTest
    @CsvSource({"100,1000", "100,1", "100,7", "8,64", "1048576,4", "1048576,3"})
    void batchesCanBeCheckedHoweverOftenTheBuffersCameAgain(int size, int batch) {
        Payloads payloads = new Payloads(1, size);
        MessageRing ring = new MessageRing(payloads, 0, batch, 1, false);
        Ledger ledger = new Ledger(payloads, 1);
        int batches = 2 * ring.size() / batch + 1;
        for (int i = 0; i < batches; i++) {
            List<ByteBuffer> messages = ring.nextBatch();
            assertThat(messages).hasSize(batch);
            messages.forEach(message -> ledger.check(message.duplicate()));
        }
        ledger.complete(0, (long) batches * batch);
        assertThat(ring.count()).isEqualTo((long) batches * batch);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "65536,1", "1000,10"})
    void noBufferComesAgainTooEarly(int atLeast, int batch) {
        assertThat(new MessageRing(new Payloads(1, 100), 0, batch, atLeast, true).size())
                .isGreaterThanOrEqualTo(atLeast);
    }
}
