package io.kaska.broker;

import static io.kaska.broker.NameSamples.buffer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds wherever the offsets are kept. */
@ParameterizedClass
@EnumSource
class CommittedOffsetsTest {
    enum Where {
        MEMORY,
        FOLDER
    }

    private final Where where;
    private final Path folder;
    private CommittedOffsets offsets;

    CommittedOffsetsTest(Where where, @TempDir Path folder) {
        this.where = where;
        this.folder = folder;
    }

    @BeforeEach
    void open() throws IOException {
        offsets = where == Where.MEMORY ? CommittedOffsets.inMemory() : CommittedOffsets.inDirectory(folder);
    }

    @AfterEach
    void close() {
        offsets.close();
    }

    /** All of them, by pages of so many bytes, each behind the last name of the page before. */
    private List<String> clients(int mostBytes) throws IOException {
        List<String> names = new ArrayList<>();
        ByteBuffer after = buffer("");
        List<ByteBuffer> page = offsets.clients(after, mostBytes);
        while (!page.isEmpty()) {
            page.forEach(name ->
                    names.add(StandardCharsets.UTF_8.decode(name.duplicate()).toString()));
            assertThat(page.size() == 1
                            || page.stream().mapToInt(ByteBuffer::remaining).sum() <= mostBytes)
                    .isTrue();
            after = page.get(page.size() - 1);
            page = offsets.clients(after, mostBytes);
        }
        return names;
    }

    @Test
    void allWhoCommittedAreListedOnceWhateverTheSizeOfAPage() throws IOException {
        assertThat(clients(100)).isEmpty();
        List<String> expected = new ArrayList<>(List.of("a", "año", "a.b", "..", "%2E", " ", "日本", "x".repeat(300)));
        for (int i = 0; i < 200; i++) {
            expected.add("client-" + "n".repeat(i % 37) + i);
        }
        for (String client : expected) {
            offsets.commit(buffer(client), buffer("t"), 1);
            offsets.commit(buffer(client), buffer("u"), 2);
        }
        for (int mostBytes : new int[] {1, 50, 1_000, 1 << 20}) {
            assertThat(clients(mostBytes)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aListingGoesOnBehindANameThatNobodyHas() throws IOException {
        offsets.commit(buffer("a"), buffer("t"), 1);
        offsets.commit(buffer("c"), buffer("t"), 1);
        assertThat(offsets.clients(buffer("b"), 100)).containsExactly(buffer("c"));
        assertThat(offsets.clients(buffer("c"), 100)).isEmpty();
    }

    private OptionalLong committed(String client, String topic) throws IOException {
        return offsets.committed(buffer(client), buffer(topic));
    }

    @Test
    void givesBackWhatWasCommittedLast() throws IOException {
        offsets.commit(buffer("c"), buffer("t"), 42);
        assertThat(committed("c", "t")).hasValue(42);
        offsets.commit(buffer("c"), buffer("t"), 7);
        assertThat(committed("c", "t")).hasValue(7);
        offsets.commit(buffer("c"), buffer("t"), 0);
        assertThat(committed("c", "t")).hasValue(0);
        offsets.commit(buffer("c"), buffer("t"), Long.MAX_VALUE);
        assertThat(committed("c", "t")).hasValue(Long.MAX_VALUE);
    }

    @Test
    void knowsNothingOfWhatWasNeverCommitted() throws IOException {
        assertThat(committed("c", "t")).isEmpty();
        offsets.commit(buffer("c"), buffer("t"), 1);
        assertThat(committed("c", "u")).isEmpty();
        assertThat(committed("d", "t")).isEmpty();
    }

    @Test
    void keepsNastyNamesApart() throws IOException {
        List<String> names = NameSamples.nasty();
        for (int i = 0; i < names.size(); i++) {
            offsets.commit(buffer(names.get(i)), buffer("t"), i);
            offsets.commit(buffer("c"), buffer(names.get(i)), 1_000 + i);
            offsets.commit(buffer(names.get(i)), buffer(names.get(names.size() - 1 - i)), 2_000 + i);
        }
        for (int i = 0; i < names.size(); i++) {
            assertThat(committed(names.get(i), names.get(names.size() - 1 - i))).hasValue(2_000 + i);
            assertThat(committed("c", names.get(i))).hasValue(1_000 + i);
            if (!names.get(names.size() - 1 - i).equals("t")) {
                assertThat(committed(names.get(i), "t")).hasValue(i);
            }
        }
    }

    @Test
    void leavesBuffersAsTheyWereAndKeepsNoneOfThem() throws IOException {
        ByteBuffer client = buffer("client");
        ByteBuffer topic = buffer("topic");
        offsets.commit(client, topic, 42);
        assertThat(offsets.committed(client, topic)).hasValue(42);
        assertThat(List.of(client.position(), client.limit(), topic.position(), topic.limit()))
                .containsExactly(3, 9, 3, 8);
        client.put(3, new byte[6]);
        topic.put(3, new byte[5]);
        assertThat(committed("client", "topic")).hasValue(42);
        offsets.forgetTopic(buffer("topic"));
        assertThat(committed("client", "topic")).isEmpty();
    }

    @Test
    void forgetsATopicForEveryClientAndNoOther() throws IOException {
        String longName = "t".repeat(5_000);
        for (String client : List.of("a", "b", "c".repeat(1_000))) {
            for (String topic : List.of("t", "u", longName)) {
                offsets.commit(buffer(client), buffer(topic), 42);
            }
        }
        offsets.forgetTopic(buffer("t"));
        offsets.forgetTopic(buffer(longName));
        offsets.forgetTopic(buffer("never seen"));
        for (String client : List.of("a", "b", "c".repeat(1_000))) {
            assertThat(committed(client, "t")).isEmpty();
            assertThat(committed(client, longName)).isEmpty();
            assertThat(committed(client, "u")).hasValue(42);
        }
    }

    @Test
    void keepsNothingOfATopicThatDoesNotLive() throws IOException {
        assertThat(offsets.commit(buffer("c"), buffer("t"), 42, () -> false)).isFalse();
        assertThat(committed("c", "t")).isEmpty();
        assertThat(offsets.commit(buffer("c"), buffer("t"), 42, () -> true)).isTrue();
        assertThat(offsets.commit(buffer("c"), buffer("t"), 43, () -> false)).isFalse();
        assertThat(committed("c", "t")).hasValue(42);
    }

    @Test
    void doesWhatAMapWouldDo() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<String> names = new ArrayList<>(NameSamples.nasty());
        for (int i = 0; i < 20; i++) {
            names.add(NameSamples.random(random));
        }
        Map<List<String>, Long> model = new HashMap<>();
        int steps = Boolean.getBoolean("kaska.long") ? 20_000 : 600;
        for (int i = 0; i < steps; i++) {
            String client = names.get(random.nextInt(names.size()));
            String topic = names.get(random.nextInt(names.size()));
            if (random.nextInt(20) == 0) {
                offsets.forgetTopic(buffer(topic));
                model.keySet().removeIf(key -> key.get(1).equals(topic));
            } else {
                long offset = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
                offsets.commit(buffer(client), buffer(topic), offset);
                model.put(List.of(client, topic), offset);
            }
        }
        for (String client : names) {
            for (String topic : names) {
                Long expected = model.get(List.of(client, topic));
                assertThat(committed(client, topic))
                        .as("seed %d, client %s, topic %s", seed, client, topic)
                        .isEqualTo(expected == null ? OptionalLong.empty() : OptionalLong.of(expected));
            }
        }
    }

    @Test
    void showsReadersOneOfTheCommittedOffsetsAndNothingElse() throws Exception {
        long small = 7;
        long large = 1_234_567_890_123_456_789L;
        offsets.commit(buffer("c"), buffer("t"), small);
        var writing = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = List.of(repeat(threads, small), repeat(threads, large), repeat(threads, large));
            var reader = threads.submit(() -> {
                int reads = 0;
                while (writing.get() || reads == 0) {
                    assertThat(committed("c", "t").orElseThrow()).isIn(small, large);
                    reads++;
                }
                return reads;
            });
            for (var writer : writers) {
                writer.get();
            }
            writing.set(false);
            assertThat(reader.get()).isPositive();
        }
        assertThat(committed("c", "t").orElseThrow()).isIn(small, large);
        if (where == Where.FOLDER) {
            assertThat(folder.resolve("c")).isDirectoryContaining(file -> file.endsWith("t"));
            assertThat(folder.resolve("c").toFile().list()).containsExactly("t");
        }
    }

    private Future<?> repeat(ExecutorService threads, long offset) {
        Callable<Void> commits = () -> {
            for (int i = 0; i < 100; i++) {
                offsets.commit(buffer("c"), buffer("t"), offset);
            }
            return null;
        };
        return threads.submit(commits);
    }

    @Test
    void bringsNothingOfAForgottenTopicBack() throws Exception {
        for (int round = 0; round < 20; round++) {
            var alive = new AtomicBoolean(true);
            var kept = new AtomicLong();
            var begun = new CountDownLatch(3);
            List<Future<?>> commits = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 3; i++) {
                    String client = "c" + i;
                    commits.add(threads.submit(() -> {
                        while (offsets.commit(buffer(client), buffer("t"), kept.incrementAndGet(), alive::get)) {
                            begun.countDown();
                        }
                        return null;
                    }));
                }
                begun.await();
                alive.set(false);
                offsets.forgetTopic(buffer("t"));
                // At once, while the others may still be on their way:
                for (int i = 0; i < 3; i++) {
                    assertThat(committed("c" + i, "t")).isEmpty();
                }
                for (var commit : commits) {
                    commit.get();
                }
            }
            for (int i = 0; i < 3; i++) {
                assertThat(committed("c" + i, "t")).isEmpty();
            }
        }
    }

    @Test
    void worksForAnInterruptedThreadAndKeepsTheInterrupt() throws IOException {
        Thread.currentThread().interrupt();
        try {
            offsets.commit(buffer("c"), buffer("t"), 42);
            assertThat(committed("c", "t")).hasValue(42);
            offsets.forgetTopic(buffer("t"));
            assertThat(committed("c", "t")).isEmpty();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
