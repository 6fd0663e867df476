package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.Operation;
import io.kaska.protocol.ResponseHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a deleted topic took on the disk is free when {@code deleteTopic} returns, or soon after, when those are
 * disconnected who keep it from going. The broker would wait for a minute for who merely stalls.
 */
class DeletedTopicSpaceIT {
    private static final int MESSAGES = 24;
    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private BrokerProcess broker;
    private Kaska kaska;

    @BeforeEach
    void start() throws Exception {
        broker = BrokerProcess.start("data=" + folder, "segmentSize=" + (4 << 20), "stallMillis=60000");
        kaska = broker.connect();
        kaska.createTopic("stays");
        kaska.createTopic("goes");
        for (int i = 0; i < MESSAGES; i++) {
            kaska.send("goes", Payloads.random(i, SIZE));
        }
        kaska.send("stays", Payloads.bytes("a message"));
    }

    @AfterEach
    void stop() {
        Closing.all(kaska, broker);
    }

    @Test
    void itIsFreeWhenDeleteReturns() throws IOException {
        kaska.deleteTopic("goes");
        assertThat(isFree()).as("files left in %s", folder).isTrue();
    }

    /** Nothing of it is left: no file, no descriptor, no mapping. */
    private boolean isFree() throws IOException {
        try (Stream<Path> topics = Files.list(folder.resolve("topics"))) {
            boolean gone = topics.allMatch(path -> path.endsWith("stays"));
            return gone && broker.status().deletedFiles().isEmpty();
        }
    }

    private void awaitFree() {
        await().atMost(Duration.ofSeconds(30)).until(this::isFree);
    }

    @Test
    void whoDoesNotReadOnIsDisconnected() throws IOException {
        try (RawClient deaf = RawClient.greeted(broker.port())) {
            deaf.write(RawClient.fetch(deaf.resolve("goes"), 0, 64 << 20, MESSAGES, 0));
            deaf.read(ResponseHeader.SIZE);
            kaska.deleteTopic("goes");
            assertThat(isFree()).as("the answer is read from its files").isFalse();
            awaitFree();
            assertThat(deaf.readToTheEnd()).isLessThan((long) MESSAGES * SIZE);
        }
        assertThat(kaska.endOffset("stays")).isEqualTo(1);
    }

    @Test
    void whoWaitedForItsAnswerAndDoesNotReadOnIsDisconnected() throws IOException {
        try (RawClient deaf = RawClient.greeted(broker.port())) {
            deaf.write(RawClient.fetch(deaf.resolve("goes"), MESSAGES, 64 << 20, 1, 60_000));
            kaska.send("goes", Payloads.random(1, 30 << 20));
            deaf.read(ResponseHeader.SIZE);
            kaska.deleteTopic("goes");
            awaitFree();
            assertThat(deaf.readToTheEnd()).isLessThan(30L << 20);
        }
    }

    @Test
    void whoStopsInTheMiddleOfASendIsDisconnected() throws IOException {
        try (RawClient stalled = RawClient.greeted(broker.port())) {
            byte[] request = RawClient.request(Operation.SEND, stalled.resolve("goes"), 0, new byte[SIZE]);
            long before = segments();
            stalled.write(Arrays.copyOf(request, SIZE / 2));
            await().until(() -> segments() > before); // the last one has no room for it
            kaska.deleteTopic("goes");
            awaitFree();
            assertThat(stalled.readToTheEnd()).isZero();
        }
    }

    private long segments() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("topics/goes"))) {
            return files.filter(file -> file.toString().endsWith(".data")).count();
        }
    }

    @Test
    void whoReadsWhatIsNotDeletedMayTakeItsTime() throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            kaska.send("stays", Payloads.random(i, SIZE));
        }
        try (RawClient slow = RawClient.greeted(broker.port())) {
            slow.write(RawClient.fetch(slow.resolve("stays"), 0, 64 << 20, MESSAGES + 1, 0));
            ResponseHeader header = ResponseHeader.get(ByteBuffer.wrap(slow.read(ResponseHeader.SIZE)));
            kaska.deleteTopic("goes");
            Thread.sleep(4_500);
            assertThat(slow.read(header.size())).hasSize(header.size());
        }
    }
}
