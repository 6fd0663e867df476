package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Broker, publisher and subscriber, each a JVM of its own, exchange every file of the JDK's folder as one message each,
 * and then many small messages; every byte, checksum and offset is checked.
 */
class RealDataIT {
    private static final int SMALL_MESSAGES = LongForm.choose(100_000, 1_000_000);
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    @Test
    void everyByteArrivesAtItsOffset() throws Exception {
        List<Path> files = RealData.files(JDK);
        List<Path> filled = new ArrayList<>();
        long largest = 0;
        for (Path file : files) {
            largest = Math.max(largest, Files.size(file));
            if (Files.size(file) > 0) {
                filled.add(file);
            }
        }
        try (BrokerProcess broker = BrokerProcess.start("maxMessage=" + largest, "memory=" + (3L << 30));
                Kaska kaska = broker.connect()) {
            kaska.createTopic("files");
            kaska.createTopic("small");
            List<String> received = exchange(broker, filled.size());
            assertThat(kaska.endOffset("small")).isEqualTo(SMALL_MESSAGES);
            assertThat(received).hasSameSizeAs(filled);
            for (int i = 0; i < filled.size(); i++) {
                ByteBuffer bytes = RealData.map(filled.get(i));
                assertThat(received.get(i)).isEqualTo(i + " " + bytes.remaining() + " " + RealData.sha256(bytes));
            }
        }
    }

    /** Returns what the subscriber says of the files. */
    private static List<String> exchange(BrokerProcess broker, int fileCount) throws Exception {
        try (ChildJvm subscriber = ChildJvm.run(
                        List.of("-Xmx1g"), SubscriberProcess.class, broker.port(), fileCount, SMALL_MESSAGES);
                ChildJvm publisher = publisherOnceSubscribed(broker, subscriber)) {
            List<String> published = publisher.linesToTheEnd();
            long next = 0;
            for (String line : published) {
                long offset = Long.parseLong(line.substring(0, line.indexOf(' ')));
                Path file = Path.of(line.substring(line.indexOf(' ') + 1));
                assertThat(offset).as(line).isEqualTo(Files.size(file) == 0 ? Kaska.NOTHING_SENT : next++);
            }
            return subscriber.linesToTheEnd();
        }
    }

    private static ChildJvm publisherOnceSubscribed(BrokerProcess broker, ChildJvm subscriber) throws Exception {
        assertThat(subscriber.line()).isEqualTo("subscribed");
        return ChildJvm.run(List.of("-Xmx512m"), PublisherProcess.class, broker.port(), JDK, SMALL_MESSAGES);
    }
}
