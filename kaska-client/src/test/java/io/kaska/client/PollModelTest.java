package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.OffsetOutOfRangeException;
import io.kaska.OffsetReset;
import io.kaska.OutgoingMessage;
import io.kaska.StorageException;
import io.kaska.spi.Clients;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of poll against a plain model that asks nobody and buffers nothing, with random operations. */
class PollModelTest {
    private static final int ROUNDS = Boolean.getBoolean("kaska.long") ? 2_000 : 150;
    private static final int STEPS = 300;

    @ParameterizedTest(name = "read ahead {0} bytes and {1} messages, runs of {2}, {3} sections")
    @CsvSource({
        "1048576, 2147483647, 2147483647, 2147483647",
        "1, 1, 1, 1",
        "1, 2147483647, 2147483647, 2147483647",
        "40, 2147483647, 2, 2",
        "1048576, 3, 2, 1",
        "25, 2, 1, 2147483647",
    })
    void pollsLikeAModelThatBuffersNothing(long readAhead, int messages, int run, int sections) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime() + round;
            try (Play play = new Play(seed, readAhead, messages, run, sections)) {
                play.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with the seed " + seed, e);
            }
        }
    }

    @Test
    void pollsTheExampleOfTheContract() {
        MemoryLink link = new MemoryLink();
        try (Kaska kaska = Clients.over(link, Kaska.builder())) {
            List.of("t1", "t2", "t3").forEach(kaska::createTopic);
            assertThat(kaska.subscribe(List.of("t1", "t2", "t3"))).isEqualTo(3);
            kaska.send("t1", "1B".getBytes(StandardCharsets.UTF_8));
            kaska.send("t3", "3A".getBytes(StandardCharsets.UTF_8));
            kaska.send("t3", "3B".getBytes(StandardCharsets.UTF_8));
            assertThat(text(kaska.poll().orElseThrow())).isEqualTo("1B");
            kaska.send("t1", "1C".getBytes(StandardCharsets.UTF_8));
            assertThat(text(kaska.poll().orElseThrow())).isEqualTo("3A");
            assertThat(text(kaska.poll().orElseThrow())).isEqualTo("1C");
            assertThat(text(kaska.poll().orElseThrow())).isEqualTo("3B");
            assertThat(kaska.poll()).isEmpty();
        }
    }

    private static String text(Message message) {
        return StandardCharsets.UTF_8.decode(message.payload()).toString();
    }

    /** One run of random operations on both. */
    private static final class Play implements AutoCloseable {
        private final Random random;
        private final MemoryLink link = new MemoryLink();
        private final Kaska kaska;
        private final Model model;
        private final List<String> names = new ArrayList<>();
        private int sent;

        Play(long seed, long readAhead, int messages, int run, int sections) {
            random = new Random(seed);
            link.longestRun = run;
            link.mostSections = sections;
            OffsetReset reset = List.of(OffsetReset.values()).get(random.nextInt(3));
            model = new Model(reset);
            kaska = Clients.over(
                    link,
                    Kaska.builder()
                            .readAhead(readAhead)
                            .readAheadMessages(messages)
                            .offsetReset(reset));
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                names.add("topic" + i);
                create("topic" + i);
            }
            kaska.subscribe(names);
            names.forEach(name -> model.positions.put(name, 0L));
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
        }

        private void step() {
            String topic = names.get(random.nextInt(names.size()));
            switch (random.nextInt(22)) {
                case 0 -> seek(topic);
                case 1 -> delete(topic);
                case 20 -> trim(topic);
                case 21 -> sendDamaged(topic);
                case 2, 3 -> create(topic);
                case 4, 5, 6, 7, 8, 9 -> send(topic);
                case 10, 11 -> poll(1 + random.nextInt(12));
                default -> pollOne();
            }
            assertThat(kaska.position(topic)).isEqualTo(model.position(topic));
        }

        private void seek(String topic) {
            long offset = random.nextInt(12);
            kaska.seek(topic, offset);
            model.positions.put(topic, offset);
        }

        private void delete(String topic) {
            if (model.queues.remove(topic) != null) {
                model.earliest.remove(topic);
                kaska.deleteTopic(topic);
            }
        }

        private void create(String topic) {
            if (model.queues.putIfAbsent(topic, new ArrayList<>()) == null) {
                kaska.createTopic(topic);
            }
        }

        private void send(String topic) {
            List<String> queue = model.queues.get(topic);
            if (queue == null) {
                return;
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                String text = "m" + sent++ + "x".repeat(random.nextInt(20));
                queue.add(text);
                link.send(topic, List.of(new OutgoingMessage(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))));
            }
        }

        /** Sends messages that nobody will ever read. */
        private void sendDamaged(String topic) {
            List<String> queue = model.queues.get(topic);
            if (queue != null) {
                int start = queue.size();
                send(topic);
                link.damage(topic, start, queue.size());
                for (int i = start; i < queue.size(); i++) {
                    queue.set(i, Model.DAMAGED);
                }
            }
        }

        private void trim(String topic) {
            List<String> queue = model.queues.get(topic);
            if (queue != null) {
                long offset = random.nextInt(queue.size() + 1);
                model.earliest.merge(topic, offset, Math::max);
                assertThat(kaska.trimTopic(topic, offset)).isEqualTo(model.earliest.get(topic));
            }
        }

        private void pollOne() {
            List<String> expected = model.poll(1);
            assertThat(polled(() -> kaska.poll().stream().toList())).isEqualTo(expected);
        }

        private void poll(int max) {
            List<String> expected = model.poll(max);
            assertThat(polled(() -> kaska.poll(max, Duration.ZERO))).isEqualTo(expected);
        }

        private static List<String> polled(Supplier<List<Message>> poll) {
            try {
                return poll.get().stream().map(PollModelTest::text).toList();
            } catch (OffsetOutOfRangeException e) {
                return List.of(Model.GONE);
            } catch (StorageException e) {
                return List.of(Model.DAMAGED);
            }
        }

        @Override
        public void close() {
            kaska.close();
        }
    }

    /** The contract's words as code. */
    private static final class Model {
        final Map<String, List<String>> queues = new LinkedHashMap<>();
        /** What a poll gives that meets a message which was trimmed, or which is damaged. */
        static final String GONE = "gone";

        static final String DAMAGED = "damaged";

        final Map<String, Long> positions = new LinkedHashMap<>();
        final Map<String, Long> earliest = new LinkedHashMap<>();
        private final OffsetReset reset;
        private int last = -1;

        Model(OffsetReset reset) {
            this.reset = reset;
        }

        long position(String topic) {
            return positions.getOrDefault(topic, -1L);
        }

        List<String> poll(int max) {
            List<String> polled = new ArrayList<>();
            while (polled.size() < max && pollInto(polled)) {
                // one after the other
            }
            return polled;
        }

        /** What the topic has to give at its position; null if nothing. */
        private @Nullable String next(String topic) {
            List<String> queue = queues.getOrDefault(topic, List.of());
            long first = earliest.getOrDefault(topic, 0L);
            if (position(topic) < first) {
                if (reset == OffsetReset.FAIL) {
                    return GONE;
                }
                positions.put(topic, reset == OffsetReset.EARLIEST ? first : queue.size());
            }
            return position(topic) < queue.size() ? queue.get((int) position(topic)) : null;
        }

        private boolean pollInto(List<String> polled) {
            List<String> ring = List.copyOf(positions.keySet());
            for (int i = 1; i <= ring.size(); i++) {
                int place = (last + i) % ring.size();
                String topic = ring.get(place);
                String next = next(topic);
                boolean error = DAMAGED.equals(next) || GONE.equals(next);
                if (error && !polled.isEmpty()) {
                    return false; // the next poll meets it
                }
                if (next != null) {
                    polled.add(next);
                    positions.put(topic, position(topic) + (error ? 0 : 1));
                    last = place;
                    return !error;
                }
            }
            return false;
        }
    }
}
