package io.kaska.bench.load;

import io.kaska.bench.side.Client;
import org.HdrHistogram.Histogram;

/** One connection that sends for as long as a round goes on. For one thread. */
final class Producer implements AutoCloseable {
    /** What may be sent and not yet acknowledged: more than any library batches, and enough to keep it busy. */
    private static final int MOST_IN_FLIGHT = 1 << 16;

    private static final long MOST_BYTES_IN_FLIGHT = 32L << 20;
    private static final int CLOCK_EVERY = 64;

    private final Client client;
    private final SendMode mode;
    private final MessageRing ring;

    Producer(Client client, SendMode mode, int number, int batch, Payloads payloads) {
        this.client = client;
        this.mode = mode;
        int inFlight = mode == SendMode.ASYNC ? mostInFlight(payloads.size()) : 1;
        this.ring = new MessageRing(
                payloads, number, mode == SendMode.BATCH ? batch : 1, inFlight, client.wantsDirectBuffers());
    }

    static int mostInFlight(int size) {
        return Math.clamp(MOST_BYTES_IN_FLIGHT / size, 1, MOST_IN_FLIGHT);
    }

    /** Begins again with the first message. */
    void reset() {
        ring.reset();
    }

    /** How many messages it sent since it began. */
    long sent() {
        return ring.count();
    }

    Client client() {
        return client;
    }

    /** Sends; each call's nanoseconds go to the histogram where calls follow each other. */
    void run(String topic, Span span, Histogram calls) {
        switch (mode) {
            case ONE -> sendOneByOne(topic, span, calls);
            case BATCH -> sendBatches(topic, span, calls);
            case ASYNC -> sendAhead(topic, span);
        }
    }

    private void sendOneByOne(String topic, Span span, Histogram calls) {
        long begun = System.nanoTime();
        long last = begun;
        while (span.goesOn(ring.count(), last - begun)) {
            client.send(topic, ring.next());
            long now = System.nanoTime();
            calls.recordValue(now - last);
            last = now;
        }
    }

    private void sendBatches(String topic, Span span, Histogram calls) {
        long begun = System.nanoTime();
        long last = begun;
        while (span.goesOn(ring.count(), last - begun)) {
            client.send(topic, ring.nextBatch());
            long now = System.nanoTime();
            calls.recordValue(now - last);
            last = now;
        }
    }

    private void sendAhead(String topic, Span span) {
        InFlight inFlight = new InFlight(ring.size());
        long begun = System.nanoTime();
        long elapsed = 0;
        while (span.goesOn(ring.count(), elapsed)) {
            inFlight.awaitRoom();
            inFlight.add(client.sendAsync(topic, ring.next()));
            if (ring.count() % CLOCK_EVERY == 0) {
                elapsed = System.nanoTime() - begun;
            }
        }
        client.flush();
        inFlight.awaitAll();
    }

    @Override
    public void close() {
        client.close();
    }
}
