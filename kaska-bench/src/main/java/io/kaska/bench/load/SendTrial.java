package io.kaska.bench.load;

import io.kaska.bench.side.Client;
import io.kaska.bench.side.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.HdrHistogram.Histogram;

/**
 * Producers that all send to one topic, each over a connection of its own. Each round has a new topic, which is read
 * back whole when the clock has stopped.
 */
final class SendTrial implements Trial {
    /** Above it a producer gets a virtual thread. */
    private static final int MOST_PLATFORM_THREADS = 2_000;

    private final Side side;
    private final Plan plan;
    private final SendMode mode;
    private final Payloads payloads;
    private final List<Producer> producers = new ArrayList<>();

    SendTrial(Side side, Plan plan, SendMode mode) {
        this.side = side;
        this.plan = plan;
        this.mode = mode;
        this.payloads = plan.payloads();
        try {
            for (int i = 0; i < plan.clients(); i++) {
                producers.add(new Producer(side.connect(), mode, i, plan.batch(), payloads));
            }
        } catch (RuntimeException e) {
            close(); // the other brokers go on
            throw e;
        }
    }

    @Override
    public Round round() {
        producers.forEach(Producer::reset);
        Client first = producers.getFirst().client();
        String topic = Topics.next();
        first.createTopic(topic);
        try {
            connectAll(topic);
            Round round = run(topic);
            Reading.checkAll(first, topic, payloads, sent());
            return round;
        } finally {
            first.deleteTopic(topic);
        }
    }

    /** Each sends a message, or a batch, so that all are connected and know the topic. */
    private void connectAll(String topic) {
        Histogram nobodys = Latencies.histogram();
        for (Producer producer : producers) {
            producer.run(topic, Span.ofMessages(1), nobodys);
        }
    }

    private long[] sent() {
        return producers.stream().mapToLong(Producer::sent).toArray();
    }

    private Round run(String topic) {
        CountDownLatch begin = new CountDownLatch(1);
        Histogram calls = Latencies.sharedHistogram();
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < producers.size(); i++) {
            Producer producer = producers.get(i);
            Span span = plan.span().keptBytes(plan.size()).share(i, producers.size());
            FutureTask<Void> task = new FutureTask<>(() -> {
                begin.await();
                producer.run(topic, span.after(producer.sent()), calls);
                return null;
            });
            start(task);
            running.add(task);
        }
        long already = Arrays.stream(sent()).sum();
        Counters before = Counters.before(side);
        begin.countDown();
        running.forEach(InFlight::await);
        Counters after = Counters.after(side);
        Round round =
                new Round(after.figures(before, Arrays.stream(sent()).sum() - already, plan.size()), Optional.empty());
        long callersNanos = after.nanosSince(before) * producers.size();
        return mode == SendMode.ASYNC ? round : round.with(Latencies.corrected(calls, callersNanos));
    }

    private void start(Runnable task) {
        if (producers.size() > MOST_PLATFORM_THREADS) {
            Thread.ofVirtual().name("producer").start(task);
        } else {
            Thread.ofPlatform().name("producer").daemon().start(task);
        }
    }

    @Override
    public void close() {
        producers.forEach(Producer::close);
    }
}
