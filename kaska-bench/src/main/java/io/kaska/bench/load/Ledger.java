package io.kaska.bench.load;

import java.nio.ByteBuffer;

/**
 * Checks what is read against what was sent: each producer's messages come once, in order, without a gap, and with the
 * bytes they had. For one thread.
 */
public final class Ledger {
    private static final int TAIL_SIZE = Long.BYTES;

    private final Payloads payloads;
    private final long[] next;
    private long read;

    /** For so many producers, numbered from 0. */
    public Ledger(Payloads payloads, int producers) {
        this.payloads = payloads;
        this.next = new long[producers];
    }

    /** Checks every byte of a message; moves the buffer. */
    public void check(ByteBuffer message) {
        long sequence = checkHeader(message);
        ByteBuffer expected = payloads.content(sequence);
        message.position(message.position() + Payloads.HEADER_SIZE);
        int mismatch = expected.mismatch(message);
        if (mismatch >= 0) {
            throw new VerificationException("message " + sequence + " differs at byte "
                    + (Payloads.HEADER_SIZE + mismatch) + ": sent " + (expected.get(mismatch) & 0xFF) + ", read "
                    + (message.get(message.position() + mismatch) & 0xFF));
        }
    }

    /** Checks order, size, and the first and last eight bytes: what costs a reader nothing to speak of. */
    void checkEnds(ByteBuffer message) {
        long sequence = checkHeader(message);
        if (message.remaining() < Payloads.HEADER_SIZE + TAIL_SIZE) {
            return;
        }
        ByteBuffer expected = payloads.content(sequence);
        if (expected.getLong(expected.limit() - TAIL_SIZE) != message.getLong(message.limit() - TAIL_SIZE)) {
            throw new VerificationException("the last bytes of message " + sequence + " are not those that were sent");
        }
    }

    private long checkHeader(ByteBuffer message) {
        if (message.remaining() != payloads.size()) {
            throw new VerificationException(
                    "message " + read + " read has " + message.remaining() + " bytes instead of " + payloads.size());
        }
        long header = message.getLong(message.position());
        int producer = Payloads.producer(header);
        long sequence = Payloads.sequence(header);
        if (producer >= next.length) {
            throw new VerificationException(
                    "message " + read + " read is of producer " + producer + ", and there are " + next.length);
        }
        if (sequence != next[producer]) {
            throw new VerificationException("producer " + producer + ": message " + next[producer]
                    + " should be next, and " + sequence + " was read");
        }
        next[producer]++;
        read++;
        return sequence;
    }

    /** How many messages were checked. */
    long read() {
        return read;
    }

    /** Checks that all that a producer sent was read. */
    void complete(int producer, long sent) {
        if (next[producer] != sent) {
            throw new VerificationException(
                    "producer " + producer + " sent " + sent + " messages, and " + next[producer] + " were read");
        }
    }
}
