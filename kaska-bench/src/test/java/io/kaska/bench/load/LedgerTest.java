package io.kaska.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final int SIZE = 100;

    private final Payloads payloads = new Payloads(7, SIZE);
    private final MessageRing ring = new MessageRing(payloads, 0, 1, 1, false);
    private final Ledger ledger = new Ledger(payloads, 2);

    @Test
    void acceptsWhatWasSent() {
        for (int i = 0; i < 1_000; i++) {
            ledger.check(ring.next().duplicate());
        }
        ledger.complete(0, 1_000);
        ledger.complete(1, 0);
        assertThat(ledger.read()).isEqualTo(1_000);
    }

    @Test
    void acceptsManyProducersWhoseMessagesAlternate() {
        MessageRing other = new MessageRing(payloads, 1, 1, 1, true);
        for (int i = 0; i < 100; i++) {
            ledger.check(ring.next().duplicate());
            ledger.check(other.next().duplicate());
        }
        ledger.complete(0, 100);
        ledger.complete(1, 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 8, 9, 50, 99})
    void findsAByteThatChanged(int at) {
        ByteBuffer message = copy(ring.next());
        message.put(at, (byte) (message.get(at) ^ 0x10));
        assertThatThrownBy(() -> ledger.check(message)).isInstanceOf(VerificationException.class);
    }

    @Test
    void saysWhichByteChanged() {
        ByteBuffer message = copy(ring.next());
        message.put(50, (byte) (message.get(50) + 1));
        assertThatThrownBy(() -> ledger.check(message)).hasMessageContaining("message 0 differs at byte 50");
    }

    @Test
    void findsAMessageThatIsMissing() {
        ledger.check(ring.next().duplicate());
        ring.next();
        ByteBuffer third = ring.next().duplicate();
        assertThatThrownBy(() -> ledger.check(third)).hasMessageContaining("message 1 should be next, and 2 was read");
    }

    @Test
    void findsAMessageThatCameTwice() {
        ByteBuffer message = ring.next();
        ledger.check(message.duplicate());
        assertThatThrownBy(() -> ledger.check(message.duplicate())).isInstanceOf(VerificationException.class);
    }

    @Test
    void findsAMessageThatWasCut() {
        assertThatThrownBy(() -> ledger.check(ring.next().duplicate().limit(SIZE - 1)))
                .hasMessageContaining("99 bytes instead of 100");
    }

    @Test
    void findsAProducerThatThereIsNot() {
        ByteBuffer message = new MessageRing(payloads, 2, 1, 1, false).next();
        assertThatThrownBy(() -> ledger.check(message)).hasMessageContaining("producer 2");
    }

    @Test
    void findsThatTheLastIsMissing() {
        ledger.check(ring.next().duplicate());
        assertThatThrownBy(() -> ledger.complete(0, 2)).hasMessageContaining("sent 2 messages, and 1 were read");
    }

    @Test
    void findsByTheEndsThatTheLastBytesChanged() {
        ByteBuffer message = copy(ring.next());
        message.put(99, (byte) (message.get(99) + 1));
        assertThatThrownBy(() -> ledger.checkEnds(message)).hasMessageContaining("the last bytes of message 0");
    }

    @Test
    void differentSeedsGiveDifferentContent() {
        ByteBuffer other = new MessageRing(new Payloads(8, SIZE), 0, 1, 1, false).next();
        assertThatThrownBy(() -> ledger.check(other)).isInstanceOf(VerificationException.class);
    }

    @Test
    void takesNoMessageThatCannotBeChecked() {
        assertThatThrownBy(() -> new Payloads(1, 7)).hasMessageContaining("7 bytes cannot be checked");
    }

    private static ByteBuffer copy(ByteBuffer message) {
        return ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
    }
}
