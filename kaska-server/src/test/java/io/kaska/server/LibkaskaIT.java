package io.kaska.server;

import static io.kaska.server.CProgram.hex;
import static io.kaska.server.CProgram.pattern;
import static io.kaska.server.CProgram.polled;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.OutgoingMessage;
import io.kaska.protocol.RequestHeader;
import io.kaska.server.SystemCalls.Call;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The C library against this broker: its own tests, and its messages to and from the Java client. */
class LibkaskaIT {
    private static final RunningBroker BROKER = new RunningBroker(builder -> builder);
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String FUZZ = "FUZZ_SECONDS=" + (LongForm.ON ? 300 : 5);
    private static final String LONGEST = "ñ".repeat(32_760);
    private static final int LARGE = 100_000;

    /** A leak is a line on stderr, but for children, which end with what their parents had. */
    private static final String VALGRIND = "RUNNER=valgrind -q --leak-check=full --show-leak-kinds=all"
            + " --errors-for-leak-kinds=none --child-silent-after-fork=yes --error-exitcode=9";

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    private static CLibrary built() throws Exception {
        CLibrary library = CLibrary.plain();
        library.make(Map.of(), "tests");
        return library;
    }

    private static Map<String, String> here() {
        return CLibrary.environment(BROKER.port());
    }

    private static String fresh() {
        return "c " + NAMES.incrementAndGet();
    }

    @Test
    void passesItsTestsAsItIsInstalled() throws Exception {
        assertThat(CLibrary.plain().make(here(), "check", "check-broker", FUZZ)).contains("ok the_worked_example");
    }

    @Test
    void passesItsTestsUnderSanitizers() throws Exception {
        String output = CLibrary.sanitized().make(here(), "check", "check-broker", FUZZ);
        assertThat(output).contains("ok the_worked_example").contains("changed inputs");
    }

    @Test
    void passesItsTestsUnderValgrind() throws Exception {
        CLibrary.require("valgrind", "-q", "true"); // not everywhere can it run what it finds
        String output = CLibrary.plain().make(here(), "check", "check-broker", "FUZZ_SECONDS=0", VALGRIND);
        assertThat(output).contains("ok the_worked_example").doesNotContainPattern("(?m)^==\\d+==");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 65_535, 65_536, 1 << 20, 32 << 20})
    void whatCSendsJavaReadsAndTheOtherWayRound(int size) throws Exception {
        for (String start : List.of("", LONGEST)) {
            String topic = (start + fresh());
            try (CProgram c = CProgram.start(built(), BROKER.port());
                    Kaska java = BROKER.connect()) {
                assertThat(c.ask("create", hex(topic))).isEqualTo("0");
                java.subscribe(List.of(topic));
                assertThat(c.ask("subscribe", hex(topic))).isEqualTo("1");
                assertThat(c.ask("send", hex(topic), "PATTERN:1:" + size)).isEqualTo("0");
                assertThat(java.send(topic, pattern(2, size))).isEqualTo(1);
                for (int seed = 1; seed <= 2; seed++) {
                    Message message = java.poll().orElseThrow();
                    assertThat(message.topic()).isEqualTo(topic);
                    assertThat(message.payload()).isEqualTo(ByteBuffer.wrap(pattern(seed, size)));
                    assertThat(c.ask("poll")).isEqualTo(polled(topic, message.payload()));
                }
                assertThat(c.ask("poll")).isEqualTo("0");
                assertThat(c.ask("send", hex(topic), "PATTERN:3:0")).isEqualTo("0");
                assertThat(java.endOffset(topic)).isEqualTo(2);
                assertThat(c.ask("length", hex(topic), 1)).isEqualTo(Integer.toString(size));
            }
        }
    }

    @Test
    void theLongestNamesAreTheSameForBoth() throws Exception {
        String topic = "t".repeat(65_534 - 20) + "-".repeat(20 - fresh().length()) + fresh();
        String owner = "€".repeat(65_534 / 3) + "xx";
        String longest = topic.substring(topic.length() - 65_534);
        try (CProgram c = CProgram.start(built(), BROKER.port());
                Kaska java = BROKER.connect()) {
            assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(65_534);
            assertThat(c.ask("create", hex(longest))).isEqualTo("0");
            assertThat(java.topics()).contains(longest);
            assertThat(c.ask("commit", hex(owner), hex(longest), 12)).isEqualTo("0");
            assertThat(java.committed(owner, longest)).isEqualTo(12);
            java.commit(owner, longest, 3_000_000_000L);
            assertThat(c.ask("committed", hex(owner), hex(longest))).contains("3000000000, which does not fit");
            assertThat(c.ask("create", hex(longest + "x"))).contains("more than 65534 bytes");
        }
    }

    @Test
    void batchesOfJavaArriveOneByOne() throws Exception {
        String topic = fresh();
        try (CProgram c = CProgram.start(built(), BROKER.port());
                Kaska java = BROKER.connect()) {
            java.createTopic(topic);
            c.ask("subscribe", hex(topic));
            List<ByteBuffer> batch = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                batch.add(ByteBuffer.wrap(pattern(i, 1 + i * 7 % 500)));
            }
            java.send(topic, batch);
            for (int i = 0; i < batch.size(); i++) {
                assertThat(c.ask("poll")).as("message %d", i).isEqualTo(polled(topic, batch.get(i)));
            }
            assertThat(c.ask("poll")).isEqualTo("0");
        }
    }

    @Test
    void keysAndHeadersArePassedOver() throws Exception {
        String topic = fresh();
        ByteBuffer key = ByteBuffer.wrap(pattern(1, 300));
        ByteBuffer payload = ByteBuffer.wrap(pattern(2, 70_000));
        try (CProgram c = CProgram.start(built(), BROKER.port());
                Kaska java = BROKER.connect()) {
            java.createTopic(topic);
            c.ask("subscribe", hex(topic));
            java.send(topic, key, Map.of("ñ", key, "empty", ByteBuffer.allocate(0)), payload);
            java.sendAll(topic, List.of(new OutgoingMessage(payload), new OutgoingMessage(key, payload)));
            for (int i = 0; i < 3; i++) {
                assertThat(c.ask("length", hex(topic), i)).isEqualTo("70000");
                assertThat(c.ask("poll")).isEqualTo(polled(topic, payload));
            }
            assertThat(c.ask("poll")).isEqualTo("0");
        }
    }

    @Test
    void aPositionThatWasTrimmedIsAnErrorAtItsTurn() throws Exception {
        String trimmed = fresh();
        String other = fresh();
        try (CProgram c = CProgram.start(built(), BROKER.port());
                Kaska java = BROKER.connect()) {
            java.createTopic(trimmed);
            java.createTopic(other);
            c.ask("subscribe", hex(trimmed), hex(other));
            for (int i = 0; i < 3; i++) {
                java.send(trimmed, pattern(i, 10));
            }
            java.send(other, pattern(9, 10));
            java.trimTopic(trimmed, 2);
            assertThat(c.ask("poll")).contains("offset 0 is out of the range [2, 3)");
            assertThat(c.ask("poll")).isEqualTo(polled(other, ByteBuffer.wrap(pattern(9, 10))));
            c.ask("seek", hex(trimmed), 2);
            assertThat(c.ask("poll")).isEqualTo(polled(trimmed, ByteBuffer.wrap(pattern(2, 10))));
        }
    }

    @Test
    void aDeletedTopicIsPassedOverAndReadOnWhenItIsMadeAnew() throws Exception {
        String deleted = fresh();
        String alive = fresh();
        try (CProgram c = CProgram.start(built(), BROKER.port());
                Kaska java = BROKER.connect()) {
            java.createTopic(deleted);
            java.createTopic(alive);
            assertThat(c.ask("subscribe", hex(deleted), hex(alive))).isEqualTo("2");
            java.send(deleted, pattern(1, 10));
            assertThat(c.ask("poll")).isEqualTo(polled(deleted, ByteBuffer.wrap(pattern(1, 10))));
            java.deleteTopic(deleted);
            assertThat(c.ask("poll")).isEqualTo("0");
            java.send(alive, pattern(2, 10));
            assertThat(c.ask("poll")).isEqualTo(polled(alive, ByteBuffer.wrap(pattern(2, 10))));
            assertThat(c.ask("position", hex(deleted))).isEqualTo("1");
            assertThat(c.ask("end", hex(deleted))).startsWith("error there is no topic");

            java.createTopic(deleted);
            assertThat(c.ask("poll")).isEqualTo("0");
            assertThat(c.ask("send", hex(deleted), "PATTERN:3:10")).isEqualTo("0");
            assertThat(c.ask("poll")).as("the position is 1 still").isEqualTo("0");
            java.send(deleted, pattern(4, 10));
            assertThat(c.ask("poll")).isEqualTo(polled(deleted, ByteBuffer.wrap(pattern(4, 10))));
        }
    }

    @Test
    void theSubscriptionSurvivesTheBroker() throws Exception {
        RunningBroker own = new RunningBroker(builder -> builder);
        own.start();
        try (own;
                CProgram c = CProgram.start(built(), own.port())) {
            assertThat(c.ask("create", "61")).isEqualTo("0");
            assertThat(c.ask("subscribe", "61")).isEqualTo("1");
            own.restart();
            assertThat(c.ask("poll"))
                    .as("connects anew, to a broker without that topic")
                    .isEqualTo("0");
            assertThat(c.ask("create", "61")).isEqualTo("0");
            assertThat(c.ask("send", "61", "PATTERN:1:5")).isEqualTo("0");
            assertThat(c.ask("poll")).isEqualTo(polled("a", ByteBuffer.wrap(pattern(1, 5))));
            assertThat(c.ask("position", "61")).isEqualTo("1");
            own.broker().close();
            assertThat(c.ask("poll")).startsWith("error there is no connection to the broker");
            assertThat(c.ask("position", "61")).isEqualTo("1");
        }
    }

    /** Each request leaves by one call to the kernel, and a payload arrives by as few as there can be. */
    @Test
    void aRequestIsOneCall() throws Exception {
        Path trace = folder.resolve("c.trace");
        String topic = fresh();
        try (CProgram c =
                CProgram.start(built(), BROKER.port(), SystemCalls.trace(trace).toArray(String[]::new))) {
            c.ask("create", hex(topic));
            c.ask("subscribe", hex(topic));
            for (int i = 0; i < 20; i++) {
                c.ask("send", hex(topic), "PATTERN:" + i + ":" + LARGE);
                c.ask("poll");
            }
        }
        List<Call> writes =
                SystemCalls.read(trace).stream().filter(Call::isWrite).toList();
        assertThat(writes).as("hello, create, end offset, and 20 of each").hasSize(3 + 2 * 20);
        assertThat(writes)
                .allSatisfy(call -> assertThat(call.isWhole()).as("%s", call).isTrue());
        assertThat(writes.stream().filter(call -> call.asked() == RequestHeader.SIZE + LARGE))
                .hasSize(20);
    }

    /** The README's example, word for word, against the installed library. */
    @Test
    void theExampleOfTheReadmeWorks() throws Exception {
        CLibrary.require("pkg-config", "--version");
        Path prefix = folder.resolve("installed");
        CLibrary.plain().make(Map.of(), "install", "PREFIX=" + prefix);
        String readme = Files.readString(CLibrary.SOURCES.resolveSibling("README.md"));
        Matcher example = Pattern.compile("```c\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(example.find()).isTrue();
        Path source = folder.resolve("example.c");
        Files.writeString(source, example.group(1));
        String library = prefix.resolve("lib").toString();
        CLibrary.Result compiled = CLibrary.run(
                Map.of("PKG_CONFIG_PATH", library + "/pkgconfig"),
                "sh",
                "-c",
                "cc -Wall -Werror -o " + folder.resolve("example") + " " + source
                        + " $(pkg-config --cflags --libs kaska) -Wl,-rpath," + library);
        assertThat(compiled.isGood()).as(compiled.output()).isTrue();
        CLibrary.Result ran = CLibrary.run(here(), folder.resolve("example").toString());
        assertThat(ran.output()).isEqualTo("news: hello\n");
        assertThat(ran.exitCode()).isZero();
    }
}
