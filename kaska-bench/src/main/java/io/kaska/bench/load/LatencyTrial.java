package io.kaska.bench.load;

import io.kaska.bench.side.Client;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import io.kaska.bench.side.Side;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * End to end: one producer that sends at a rate, one reader that waits for messages. A latency is the time from when a
 * message was meant to be sent, whether or not the producer was ready, to when the reader has it; so no stall of anybody
 * hides in a message that was not sent. Without a rate that was asked for it is half of what the two sustain together.
 */
final class LatencyTrial implements Trial {
    private static final double NANOS_IN_SECOND = 1e9;
    private static final double SHARE_OF_HIGHEST = 0.5;
    private static final long PAUSE_NANOS = 20_000;
    private static final double LEAST_RATE = 10;

    private final Side side;
    private final Plan plan;
    private final Payloads payloads;
    private final Client client;
    private final MessageRing ring;
    private double rate;

    LatencyTrial(Side side, Plan plan) {
        this.side = side;
        this.plan = plan;
        this.payloads = plan.payloads();
        this.client = side.connect();
        this.ring = new MessageRing(payloads, 0, 1, Producer.mostInFlight(plan.size()), client.wantsDirectBuffers());
        this.rate = plan.rate().orElse(0);
    }

    /** At full speed, for the highest rate, and then as in a round, which takes other paths: it waits. */
    @Override
    public void warmUp() {
        double highest = run(Double.POSITIVE_INFINITY).figures().getOrDefault(Figure.RATE, 0.0);
        if (plan.rate().isEmpty()) {
            rate = Math.max(rate, highest * SHARE_OF_HIGHEST);
        }
        run(Math.max(rate, LEAST_RATE));
    }

    @Override
    public Round round() {
        if (rate == 0) {
            warmUp();
        }
        return run(Math.max(rate, LEAST_RATE));
    }

    /** @param messagesPerSecond without an end for as fast as it goes; then the latencies mean nothing */
    private Round run(double messagesPerSecond) {
        String topic = Topics.next();
        client.createTopic(topic);
        try (Reader reader = client.reader(topic, ReadMode.MANY)) {
            double interval = NANOS_IN_SECOND / messagesPerSecond;
            ring.reset();
            CountDownLatch begin = new CountDownLatch(1);
            long[] start = new long[1];
            AtomicLong all = new AtomicLong(Long.MAX_VALUE);
            FutureTask<Long> sending = new FutureTask<>(() -> {
                begin.await();
                return send(topic, start[0], interval, all);
            });
            Thread.ofPlatform().name("producer").daemon().start(sending);
            Counters before = Counters.before(side);
            start[0] = System.nanoTime();
            begin.countDown();
            Histogram latencies = Latencies.histogram();
            long messages = read(reader, sending, all, start[0], interval, latencies);
            Counters after = Counters.after(side);
            return new Round(after.figures(before, messages, plan.size()), Optional.empty()).with(latencies);
        } finally {
            client.deleteTopic(topic);
        }
    }

    /** @param all takes the number of messages before the last one goes out, so that its reader waits for no more */
    private long send(String topic, long start, double interval, AtomicLong all) {
        InFlight inFlight = new InFlight(ring.size());
        Span span = plan.span().keptBytes(plan.size());
        boolean goesOn = true;
        while (goesOn) {
            long due = start + (long) (ring.count() * interval);
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            inFlight.awaitRoom();
            goesOn = span.goesOn(ring.count() + 1, System.nanoTime() - start);
            if (!goesOn) {
                all.set(ring.count() + 1);
            }
            inFlight.add(client.sendAsync(topic, ring.next()));
        }
        client.flush();
        inFlight.awaitAll();
        return ring.count();
    }

    /** Reads until the last message is there. */
    private long read(
            Reader reader, Future<Long> sending, AtomicLong all, long start, double interval, Histogram latencies) {
        Ledger ledger = new Ledger(payloads, 1);
        while (ledger.read() < all.get()) {
            long first = ledger.read();
            int count = sending.isDone() ? readRest(reader, sending, ledger) : reader.read(ledger::check);
            long now = System.nanoTime();
            for (long message = first; message < first + count; message++) {
                latencies.recordValue(Math.max(0, now - start - (long) (message * interval)));
            }
        }
        ledger.complete(0, InFlight.await(sending));
        return ledger.read();
    }

    /** Reads what was acknowledged already, so that it has to come. */
    private static int readRest(Reader reader, Future<Long> sending, Ledger ledger) {
        InFlight.await(sending); // or nothing more may come, if it failed
        return Reading.readSome(reader, ledger::check);
    }

    @Override
    public void close() {
        client.close();
    }
}
