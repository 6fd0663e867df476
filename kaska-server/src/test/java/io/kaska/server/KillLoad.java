package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.OutgoingMessage;
import io.kaska.StorageFullException;
import io.kaska.protocol.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Everything at once that clients do to a broker, until it is gone; what it acknowledges is written into ledgers. */
final class KillLoad implements AutoCloseable {
    static final String CLIENT = "committer";

    private static final int LARGEST = 3 << 20;

    private final int port;
    private final CopiedBatches copies;
    private final AtomicLong numbers; // never given twice
    private final SplittableRandom seeds;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> working = new ArrayList<>();
    private final List<RawClient> stalled = new ArrayList<>();

    KillLoad(int port, Path folder, AtomicLong numbers, SplittableRandom seeds) {
        this.port = port;
        this.copies = new CopiedBatches(folder);
        this.numbers = numbers;
        this.seeds = seeds;
    }

    /** What a client does over and over. */
    private interface Work {
        void with(Kaska kaska, SplittableRandom random) throws Exception;
    }

    /**
     * Begins.
     *
     * @param shared topics that are there
     * @param changing topics that come and go
     */
    void start(List<TopicLedger> shared, List<TopicLedger> changing) throws IOException {
        for (int producer = 0; producer < 2; producer++) {
            int id = producer;
            work((kaska, random) -> sendOne(kaska, any(shared, random), id, random));
            work((kaska, random) -> sendBatch(kaska, any(shared, random), 10 + id, random));
            work((kaska, random) -> sendAsync(kaska, any(shared, random), 20 + id, random));
        }
        work((kaska, random) -> sendLarge(kaska, any(shared, random), 30, random));
        work((kaska, random) -> sendCopies(kaska, any(shared, random), 40, random));
        work((kaska, random) -> shared.getFirst().commit(kaska, CLIENT, numbers.incrementAndGet()));
        for (TopicLedger topic : changing) {
            work((kaska, random) -> change(kaska, topic, random));
        }
        stall(shared);
    }

    private void work(Work work) {
        SplittableRandom random = seeds.split();
        working.add(threads.submit(() -> {
            try (Kaska kaska = Kaska.connect("127.0.0.1", port)) {
                while (true) {
                    work.with(kaska, random);
                }
            } catch (KaskaConnectionException e) {
                return null; // the broker is gone
            }
        }));
    }

    private static TopicLedger any(List<TopicLedger> topics, SplittableRandom random) {
        return topics.get(random.nextInt(topics.size()));
    }

    /** Waits for the end of the broker to be felt by all; fails if one failed for another reason. */
    void awaitEnd() throws Exception {
        for (Future<?> each : working) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    // --- what clients do

    private void sendOne(Kaska kaska, TopicLedger topic, int producer, SplittableRandom random) {
        send(kaska, topic, List.of(message(producer, 0, 1, bytes(random, 1 + random.nextInt(300)), random)));
    }

    private void sendBatch(Kaska kaska, TopicLedger topic, int producer, SplittableRandom random) {
        int count = 2 + random.nextInt(60);
        List<OutgoingMessage> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(message(producer, i, count, bytes(random, 1 + random.nextInt(500)), random));
        }
        send(kaska, topic, batch);
    }

    private void sendAsync(Kaska kaska, TopicLedger topic, int producer, SplittableRandom random) throws Exception {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            OutgoingMessage one = message(producer, 0, 1, bytes(random, 1 + random.nextInt(100)), random);
            sent.add(kaska.sendAsync(topic.topic, one.key(), one.payload())
                    .thenAccept(offset -> topic.acknowledge(offset, Stamp.of(one))));
        }
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KaskaConnectionException lost ? lost : e;
        }
    }

    private void sendLarge(Kaska kaska, TopicLedger topic, int producer, SplittableRandom random) {
        send(kaska, topic, List.of(message(producer, 0, 1, bytes(random, 60_000 + random.nextInt(LARGEST)), random)));
    }

    /** Messages that look like what a log consists of. */
    private void sendCopies(Kaska kaska, TopicLedger topic, int producer, SplittableRandom random) throws IOException {
        send(kaska, topic, List.of(message(producer, 0, 1, copies.next(random), random)));
    }

    private void change(Kaska kaska, TopicLedger topic, SplittableRandom random) {
        if (kaska.topics().contains(topic.topic)) {
            topic.delete(kaska);
        }
        topic.create(kaska);
        topic.commit(kaska, CLIENT, numbers.incrementAndGet());
        for (int i = random.nextInt(6); i > 0; i--) {
            sendOne(kaska, topic, 50, random);
        }
    }

    private OutgoingMessage message(int producer, int index, int count, byte[] body, SplittableRandom random) {
        long number = numbers.incrementAndGet();
        return random.nextBoolean()
                ? Stamp.keyed(producer, number, index, count, body)
                : Stamp.plain(producer, number, index, count, body);
    }

    private static byte[] bytes(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void send(Kaska kaska, TopicLedger topic, List<OutgoingMessage> messages) {
        long offset;
        try {
            OutgoingMessage first = messages.getFirst();
            offset = messages.size() > 1
                    ? kaska.sendAll(topic.topic, messages)
                    : kaska.send(topic.topic, first.key(), first.payload());
        } catch (StorageFullException e) {
            return; // what stalls takes its share of the memory
        }
        for (OutgoingMessage message : messages) {
            topic.acknowledge(offset++, Stamp.of(message));
        }
    }

    /** Peers that stopped in the middle of a message. */
    private void stall(Collection<TopicLedger> topics) throws IOException {
        for (TopicLedger topic : topics) {
            for (int size : new int[] {40, 5_000, 100_000, 2_000_000}) {
                RawClient peer = RawClient.greeted(port);
                stalled.add(peer);
                byte[] request = RawClient.request(Operation.SEND, peer.resolve(topic.topic), 0, new byte[size]);
                peer.write(Arrays.copyOf(request, size * 3 / 4));
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (RawClient peer : stalled) {
            peer.close();
        }
        threads.shutdownNow();
    }
}
