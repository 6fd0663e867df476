package io.kaska.bench.load;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.Side;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
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
            Span span = plan.span().keptBytes(plan.size()).share(i, plan.clients());
            producers.add(new SocketProducer(side.connectSocket(), selector, i, payloads, span));
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
        producers.forEach(producer -> producer.send(topic));
        inFlight = producers.size();
        while (inFlight > 0) {
            select(topic, begun, calls);
        }
        Counters after = Counters.after(side);
        long count = Arrays.stream(sent()).sum();
        return new Round(after.figures(before, count, plan.size()), Optional.empty())
                .with(Latencies.corrected(calls, after.nanosSince(before) * producers.size()));
    }

    private void select(int topic, long begun, Histogram calls) {
        try {
            int ready = selector.select(
                    key -> {
                        SocketProducer producer = (SocketProducer) key.attachment();
                        boolean answered = producer.goOn(calls);
                        if (answered && producer.hasMore(System.nanoTime() - begun)) {
                            producer.send(topic);
                        } else if (answered) {
                            inFlight--;
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
