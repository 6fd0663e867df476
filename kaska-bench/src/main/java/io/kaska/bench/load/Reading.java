package io.kaska.bench.load;

import io.kaska.bench.side.Client;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads a topic that nobody writes any more. */
final class Reading {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private Reading() {}

    /** Reads all of a topic and checks every byte of it. */
    static void checkAll(Client client, String topic, Payloads payloads, long[] sent) {
        Ledger ledger = new Ledger(payloads, sent.length);
        long all = 0;
        for (long count : sent) {
            all += count;
        }
        try (Reader reader = client.reader(topic, ReadMode.MANY)) {
            while (ledger.read() < all) {
                readSome(reader, ledger::check);
            }
        }
        for (int producer = 0; producer < sent.length; producer++) {
            ledger.complete(producer, sent[producer]);
        }
    }

    /** Reads one message at least. */
    static int readSome(Reader reader, Consumer<ByteBuffer> payloads) {
        int read = reader.read(payloads);
        return read > 0 ? read : readPatiently(reader, payloads);
    }

    private static int readPatiently(Reader reader, Consumer<ByteBuffer> payloads) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE_NANOS) {
            int read = reader.read(payloads);
            if (read > 0) {
                return read;
            }
        }
        throw new VerificationException(
                "no message came for " + PATIENCE_NANOS / 1_000_000_000L + " s, and not all that were sent were read");
    }
}
