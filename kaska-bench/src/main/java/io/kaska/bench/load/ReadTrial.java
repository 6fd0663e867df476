package io.kaska.bench.load;

import io.kaska.bench.side.Client;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import io.kaska.bench.side.Side;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * One reader of a topic that was filled before, over and over from its first message on. Every byte is checked once when
 * the topic is filled; in a round the order, the size, and the ends of each message are, so that the check is no part of
 * the figure.
 */
final class ReadTrial implements Trial {
    private static final int CLOCK_EVERY = 64;

    /** What a topic is filled with at most: a reader that comes to its end begins again. */
    private static final int MOST_MESSAGES = 1_000_000;

    private static final long MOST_BYTES = 512L << 20;

    /** Single sends take a round trip each, and some brokers take their time. */
    private static final Span SINGLE_SENDS = new Span(4_000_000_000L, 200_000);

    private final Side side;
    private final Plan plan;
    private final ReadMode mode;
    private final Payloads payloads;
    private final Client client;
    private final String topic = Topics.next();
    private final long filled;
    private final Reader reader;
    private Ledger ledger;

    ReadTrial(Side side, Plan plan, SendMode filledBy, ReadMode mode) {
        this.side = side;
        this.plan = plan;
        this.mode = mode;
        this.payloads = plan.payloads();
        this.ledger = new Ledger(payloads, 1);
        this.client = side.connect();
        try {
            client.createTopic(topic);
            filled = fill(filledBy);
            Reading.checkAll(client, topic, payloads, new long[] {filled});
            reader = client.reader(topic, mode);
        } catch (RuntimeException e) {
            client.close(); // the other brokers go on
            throw e;
        }
    }

    private long fill(SendMode by) {
        Producer producer = new Producer(client, by, 0, plan.batch(), payloads);
        Span most = by == SendMode.ONE
                ? SINGLE_SENDS
                : Span.ofMessages(Math.clamp(MOST_BYTES / plan.size(), 1, MOST_MESSAGES));
        long wanted = Math.min(plan.span().messages(), most.messages());
        producer.run(topic, new Span(most.nanos(), wanted), Latencies.histogram());
        return producer.sent();
    }

    @Override
    public Round round() {
        rewind();
        Histogram calls = Latencies.histogram();
        Counters before = Counters.before(side);
        long messages = mode == ReadMode.ONE ? readOneByOne(calls) : readAhead();
        Counters after = Counters.after(side);
        Round round = new Round(after.figures(before, messages, plan.size()), Optional.empty());
        return mode == ReadMode.ONE ? round.with(Latencies.corrected(calls, after.nanosSince(before))) : round;
    }

    private long readOneByOne(Histogram calls) {
        long begun = System.nanoTime();
        long last = begun;
        long messages = 0;
        while (plan.span().goesOn(messages, last - begun)) {
            messages += readSome();
            long now = System.nanoTime();
            calls.recordValue(now - last);
            last = now;
        }
        return messages;
    }

    private long readAhead() {
        long begun = System.nanoTime();
        long elapsed = 0;
        long messages = 0;
        for (long reads = 1; plan.span().goesOn(messages, elapsed); reads++) {
            messages += readSome();
            if (mode == ReadMode.MANY || reads % CLOCK_EVERY == 0) {
                elapsed = System.nanoTime() - begun;
            }
        }
        return messages;
    }

    private int readSome() {
        if (ledger.read() == filled) {
            ledger.complete(0, filled);
            rewind();
        }
        return Reading.readSome(reader, ledger::checkEnds);
    }

    private void rewind() {
        reader.rewind();
        ledger = new Ledger(payloads, 1);
    }

    @Override
    public void close() {
        reader.close();
        client.deleteTopic(topic);
        client.close();
    }
}
