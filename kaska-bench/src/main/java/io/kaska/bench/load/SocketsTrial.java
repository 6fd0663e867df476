package io.kaska.bench.load;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.Side;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sockets that all send to one topic, each with one message in flight, all of one thread: what the broker makes of many
 * connections, where with a client and a thread for each the load itself may be what is measured. Each round has a new
 * topic, which is read back whole when the clock has stopped.
 */
final class SocketsTrial implements Trial {
    private static final long MOST_SILENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final Side side;
    private final Plan plan;
    private final Payloads payloads;
    private final Client client;
    private final SocketChannel asking;
    private final Selector selector;
    private final List<SocketProducer> producers = new ArrayList<>();
    private int inFlight;

    SocketsTrial(Side side, Plan plan) {
        this.side = side;
        this.plan = plan;
        this.payloads = plan.payloads();
        this.client = side.connect();
        this.asking = side.connectSocket();
        this.selector = open();
        for (int i = 0; i < plan.clients(); i++) {
            producers.add(new SocketProducer(side.connectSocket(), selector, i, payloads));
        }
    }

    private static Selector open() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new BenchException("no selector: " + e.getMessage(), e);
        }
    }

    @Override
    public Round round() {
        producers.forEach(SocketProducer::reset);
        String name = Topics.next();
        client.createTopic(name);
        try {
            Round round = run(SocketProducer.resolve(asking, name));
            Reading.checkAll(client, name, payloads, sent());
            return round;
        } finally {
            client.deleteTopic(name);
        }
    }

    private long[] sent() {
        return producers.stream().mapToLong(SocketProducer::sent).toArray();
    }

    private Round run(int topic) {
        Histogram calls = Latencies.histogram();
        Counters before = Counters.before(side);
        long begun = System.nanoTime();
        Span[] spans = new Span[producers.size()];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = plan.span().keptBytes(plan.size()).share(i, spans.length);
            producers.get(i).send(topic);
        }
        inFlight = spans.length;
        while (inFlight > 0) {
            select(topic, spans, begun, calls);
        }
        Counters after = Counters.after(side);
        long count = 0;
        for (long sent : sent()) {
            count += sent;
        }
        return new Round(after.figures(before, count, plan.size()), Optional.empty())
                .with(Latencies.corrected(calls, after.nanosSince(before) * spans.length));
    }

    private void select(int topic, Span[] spans, long begun, Histogram calls) {
        try {
            int ready = selector.select(
                    key -> {
                        SocketProducer producer = (SocketProducer) key.attachment();
                        if (producer.goOn(calls)) {
                            boolean more = spans[producer.number()].goesOn(producer.sent(), System.nanoTime() - begun);
                            if (more) {
                                producer.send(topic);
                            } else {
                                inFlight--;
                            }
                        }
                    },
                    MOST_SILENCE_MILLIS);
            if (ready == 0) {
                throw new BenchException(
                        "no answer for " + MOST_SILENCE_MILLIS + " ms, with " + inFlight + " in flight");
            }
        } catch (IOException e) {
            throw new BenchException("the selector fails: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producers.forEach(SocketProducer::close);
        try {
            selector.close();
            asking.close();
        } catch (IOException e) {
            throw new BenchException("cannot close: " + e.getMessage(), e);
        }
        client.close();
    }
}
