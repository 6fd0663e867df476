package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.acceptance.Payloads;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No message is ever on a Java heap on its way through the broker, nor in the library that sends and polls it. */
class AllocationIT {
    private static final int SIZE = 1 << 20;
    private static final int COUNT = 1_000;

    /** For each message: objects of a request and its answer, no more. */
    private static final long MOST_BYTES_EACH = 16_384;

    @Test
    void aThousandMessagesOf1MiBAreNeverOnTheHeap() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("memory=" + (512L << 20));
                Kaska kaska = broker.connect()) {
            sendAndPoll(kaska, 100); // what is allocated once is not counted
            long brokerBefore = broker.allocatedBytes();
            long clientBefore = allocatedHere();
            sendAndPoll(kaska, COUNT);
            long ofClient = (allocatedHere() - clientBefore) / COUNT;
            long ofBroker = (broker.allocatedBytes() - brokerBefore) / COUNT;
            System.out.printf(
                    "heap bytes allocated per MiB sent and polled: broker %,d, client %,d%n", ofBroker, ofClient);
            assertThat(ofBroker).as("by the broker").isLessThan(MOST_BYTES_EACH);
            assertThat(ofClient).as("by the client").isLessThan(MOST_BYTES_EACH);
        }
    }

    /** What the JVM itself allocates meanwhile counts here, too. */
    private static final long MOST_BYTES_OF_A_SMALL_REQUEST = 256 + 64;

    private static final int SMALL_COUNT = 60_000;

    @Test
    void aRequestForOneSmallMessageMakesFewObjects() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("memory=" + (512L << 20));
                Kaska kaska = Kaska.builder()
                        .address("127.0.0.1", broker.port())
                        .readAheadMessages(1)
                        .build()) {
            kaska.createTopic("small");
            kaska.subscribe(List.of("small"));
            ByteBuffer message = Payloads.direct(Payloads.random(7, 100));
            for (int i = 0; i < 2 * SMALL_COUNT; i++) { // until it is compiled
                kaska.send("small", message);
                assertThat(kaska.poll()).isPresent();
            }
            long before = broker.allocatedBytes();
            for (int i = 0; i < SMALL_COUNT; i++) {
                kaska.send("small", message);
            }
            long sent = broker.allocatedBytes();
            for (int i = 0; i < SMALL_COUNT; i++) {
                assertThat(kaska.poll()).isPresent();
            }
            long polled = broker.allocatedBytes();
            System.out.printf(
                    "heap bytes allocated by the broker for a message of 100 bytes: send %,d, poll %,d%n",
                    (sent - before) / SMALL_COUNT, (polled - sent) / SMALL_COUNT);
            assertThat((sent - before) / SMALL_COUNT).as("send").isLessThan(MOST_BYTES_OF_A_SMALL_REQUEST);
            assertThat((polled - sent) / SMALL_COUNT).as("poll").isLessThan(MOST_BYTES_OF_A_SMALL_REQUEST);
        }
    }

    private static long allocatedHere() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    private static void sendAndPoll(Kaska kaska, int count) {
        ByteBuffer message = Payloads.direct(Payloads.random(7, SIZE));
        for (int i = 0; i < count; i++) {
            if (i % 100 == 0) {
                beginAnew(kaska);
            }
            assertThat(kaska.send("t", message)).isEqualTo(i % 100);
            Message received = kaska.poll().orElseThrow();
            assertThat(received.payload().mismatch(message)).isEqualTo(-1);
        }
        kaska.deleteTopic("t");
        kaska.unsubscribe();
    }

    private static void beginAnew(Kaska kaska) {
        if (kaska.topics().contains("t")) {
            kaska.unsubscribe();
            kaska.deleteTopic("t");
        }
        kaska.createTopic("t");
        kaska.subscribe(List.of("t"));
    }
}
