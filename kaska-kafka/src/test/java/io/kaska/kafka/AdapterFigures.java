package io.kaska.kafka;

import io.kaska.Kaska;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the adapter costs: messages a second of {@code sendAsync} and of {@code poll} for many against those of
 * kafka-clients alone, in turn, on a cluster of three nodes in the same JVM. Run by {@code scripts/kafka-adapter.sh}.
 * What was sent is deleted after each turn: a virtual machine that takes memory that it never had, or gave back, pays
 * several times as much for each page of it, which whoever comes after some GiB would have to bear.
 */
final class AdapterFigures {
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    /** Of all sides together: what is read in a tenth of a second is compiled after many rounds only. */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(12);

    private static final long BYTES = Long.getLong("bytes", 200L << 20);
    private static final String SIZES = System.getProperty("sizes", "100,1000,10000");
    private static final String WHAT = System.getProperty("what", "sendAsync,poll");

    /** What the adapter reads with. */
    private static final Map<String, Object> READER = Map.of(
            "max.partition.fetch.bytes",
            1 << 20,
            "fetch.max.bytes",
            4 << 20,
            "fetch.max.wait.ms",
            0,
            "max.poll.records",
            1_000,
            "receive.buffer.bytes",
            1 << 20,
            "isolation.level",
            "read_committed");

    private static final Map<String, String> TOPIC = Map.of(
            "message.timestamp.type", "LogAppendTime", "min.insync.replicas", "2", "file.delete.delay.ms", "100");

    private final KafkaCluster cluster;
    private final int size;
    private final int count;
    private int topics;

    private AdapterFigures(KafkaCluster cluster, int size) {
        this.cluster = cluster;
        this.size = size;
        this.count = (int) Math.min(BYTES / size, 1_000_000);
    }

    public static void main(String[] arguments) throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(3)) {
            for (String size : SIZES.split(",", -1)) {
                new AdapterFigures(cluster, Integer.parseInt(size)).measure();
            }
        }
        System.exit(0);
    }

    private void measure() {
        if (WHAT.contains("sendAsync")) {
            compare("sendAsync", this::sendPlain, this::sendPlainTuned, this::sendAdapted);
        }
        if (WHAT.contains("poll")) {
            measurePolls();
        }
    }

    private void measurePolls() {
        String topic = topic();
        try (Kaska kaska = Kaska.connect(cluster.url())) {
            send(kaska, topic);
        }
        compare("poll", () -> pollPlain(topic, Map.of()), () -> pollPlain(topic, READER), () -> pollAdapted(topic));
        delete(topic);
    }

    /** Each in turn, behind rounds that warm up. The first call of a side, which makes its clients, does not count. */
    private void compare(String what, LongSupplier plain, LongSupplier tuned, LongSupplier adapted) {
        LongSupplier[] sides = {plain, tuned, adapted};
        for (long warm = 0; warm < WARM_UP_NANOS; ) {
            for (LongSupplier side : sides) {
                warm += side.getAsLong();
            }
        }
        double[][] rates = new double[3][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int turn = 0; turn < sides.length; turn++) {
                int side = (round + turn) % sides.length; // nobody always comes behind the same one
                rates[side][round] = count * 1e9 / sides[side].getAsLong();
            }
        }
        for (double[] side : rates) {
            Arrays.sort(side);
        }
        double[] medians =
                Arrays.stream(rates).mapToDouble(side -> side[ROUNDS / 2]).toArray();
        System.out.printf(
                "%-10s %6d bytes: kafka-clients %,9.0f/s, with the adapter's settings %,9.0f/s, adapter %,9.0f/s"
                        + " (%.0f %%, %.0f %%)%n",
                what,
                size,
                medians[0],
                medians[1],
                medians[2],
                100 * medians[2] / medians[0],
                100 * medians[2] / medians[1]);
    }

    private String topic() {
        String name = "figures-" + size + "-" + topics++;
        return admin(admin -> {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 3).configs(TOPIC)))
                    .all()
                    .get();
            Thread.sleep(300);
            return name;
        });
    }

    private void delete(String topic) {
        admin(admin -> admin.deleteTopics(List.of(topic)).all().get());
    }

    private interface AdminCall<T extends @Nullable Object> {
        T on(Admin admin) throws Exception;
    }

    private <T extends @Nullable Object> T admin(AdminCall<T> call) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.addresses()))) {
            return call.on(admin);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private long sendPlain() {
        return sendPlain(Map.of());
    }

    private long sendPlainTuned() {
        return sendPlain(Map.of("linger.ms", 0, "batch.size", 256 << 10));
    }

    private long sendPlain(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", cluster.addresses());
        all.put("acks", "all");
        all.put("buffer.memory", 64L << 20);
        String topic = topic();
        byte[] message = new byte[size];
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, null, message)).get();
            Semaphore done = new Semaphore(0);
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, 0, null, message), (metadata, problem) -> {
                    if (problem != null) {
                        throw new IllegalStateException(problem);
                    }
                    done.release();
                });
            }
            done.acquireUninterruptibly(count);
            return System.nanoTime() - start;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            delete(topic);
        }
    }

    private long sendAdapted() {
        String topic = topic();
        try (Kaska kaska = Kaska.connect(cluster.url())) {
            return send(kaska, topic);
        } finally {
            delete(topic);
        }
    }

    private long send(Kaska kaska, String topic) {
        ByteBuffer message = ByteBuffer.allocate(size);
        kaska.sendAsync(topic, message).join();
        Semaphore done = new Semaphore(0);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            CompletableFuture<Void> _ = kaska.sendAsync(topic, message).thenAccept(offset -> done.release());
        }
        done.acquireUninterruptibly(count);
        return System.nanoTime() - start;
    }

    private long pollPlain(String topic, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", cluster.addresses());
        all.put("enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            long bytes = 0;
            int seen = 0;
            long start = 0;
            while (seen <= count) {
                start = start == 0 && seen > 0 ? System.nanoTime() : start;
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    bytes += record.value().length;
                    seen++;
                }
            }
            return check(bytes, start);
        }
    }

    private long pollAdapted(String topic) {
        try (Kaska kaska = Kaska.connect(cluster.url())) {
            kaska.subscribe(List.of(topic));
            kaska.seek(topic, 0);
            long bytes = 0;
            int seen = 0;
            long start = 0;
            while (seen <= count) {
                start = start == 0 && seen > 0 ? System.nanoTime() : start;
                for (var message : kaska.poll(500, Duration.ofSeconds(1))) {
                    bytes += message.payload().remaining();
                    seen++;
                }
            }
            return check(bytes, start);
        }
    }

    private long check(long bytes, long start) {
        long nanos = System.nanoTime() - start;
        if (bytes != (count + 1L) * size) {
            throw new IllegalStateException(bytes + " bytes came");
        }
        return nanos;
    }
}
